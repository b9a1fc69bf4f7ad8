"""Rules of silver.weather_day: each broken by an example and kept by a legal near miss."""

TABLE = "silver.weather_day"
LEGAL = {
    "region_code": "630102", "day_date": "2026-01-01", "min_temperature_c": "-15", "avg_temperature_c": "-8",
    "max_temperature_c": "1",
}
CASES = [
    ("temperatures_in_order", {"avg_temperature_c": "2"}, {"avg_temperature_c": "1"}),
    ("temperatures_in_order", {"min_temperature_c": "-7"}, {"min_temperature_c": "-8"}),
]
