"""Rules of model.region_risk: each broken by an example and kept by a legal near miss."""

TABLE = "model.region_risk"
LEGAL = {
    "expected_fire_count": "6.5", "expected_low": "4", "expected_high": "10", "high_unit_count": "3",
    "unit_count": "40", "rank_low": "3", "rank_high": "11",
}
CASES = [
    ("interval_holds_expected", {"expected_fire_count": "10.1"}, {"expected_fire_count": "10"}),
    ("high_units_within_units", {"high_unit_count": "41"}, {"high_unit_count": "40"}),
    ("ranks_in_order", {"rank_high": "2"}, {"rank_low": None, "rank_high": None}),
]
