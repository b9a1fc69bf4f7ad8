"""Fire risk per unit and region: likelihood x consequence, with reasons, ranges and an honest evaluation."""
