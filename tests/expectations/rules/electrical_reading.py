"""Rules of silver.electrical_reading: each broken by an example and kept by a legal near miss."""

TABLE = "silver.electrical_reading"
LEGAL = {
    "electrical_reading_id": "X1", "residual_limit_ma": "400.0", "cable_limit_c": "70.0",
}
CASES = [
    ("residual_limit_usual", {"residual_limit_ma": "299.9"}, {"residual_limit_ma": "500.0"}),
    ("cable_limit_adjustable", {"cable_limit_c": "140.1"}, {"cable_limit_c": "45.0"}),
]
