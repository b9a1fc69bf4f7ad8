"""Rules of silver.draw_target: each broken by an example and kept by a legal near miss."""

TABLE = "silver.draw_target"
LEGAL = {"target_id": "CZ1", "draw_id": "CQ1", "unit_id": "U1", "lead_officer_id": "t:1", "assist_officer_id": "t:2"}
CASES = [
    ("two_officers", {"assist_officer_id": "t:1"}, {"assist_officer_id": None}),
]
