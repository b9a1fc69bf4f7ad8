"""Rules of silver.water_point_reading: each broken by an example and kept by a legal near miss."""

TABLE = "silver.water_point_reading"
LEGAL = {
    "water_reading_id": "X1", "kind_code": "1", "low_pressure_limit_kpa": "150.0",
}
CASES = [
    ("hydrant_limit", {"low_pressure_limit_kpa": "139.9"}, {"low_pressure_limit_kpa": "140.0"}),
]
