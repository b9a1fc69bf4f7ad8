"""Rules of model.fire_risk: each broken by an example and kept by a legal near miss."""

TABLE = "model.fire_risk"
LEGAL = {"likelihood": "0.02", "likelihood_low": "0.01", "likelihood_high": "0.04", "rank_low": "3", "rank_high": "11"}
CASES = [
    ("interval_holds_likelihood", {"likelihood": "0.041"}, {"likelihood": "0.04"}),
    ("interval_holds_likelihood", {"likelihood": "0.009"}, {"likelihood": "0.01"}),
    ("ranks_in_order", {"rank_low": "12"}, {"rank_low": "11"}),
]
