"""Rules of model.run: each broken by an example and kept by a legal near miss."""

TABLE = "model.run"
LEGAL = {"n": "1000", "positives": "20", "value": "0.7", "low": "0.6", "high": "0.8"}
CASES = [
    ("positives_within_n", {"positives": "1001"}, {"positives": "1000"}),
    ("interval_holds_value", {"value": "0.59"}, {"low": None, "high": None}),
]
