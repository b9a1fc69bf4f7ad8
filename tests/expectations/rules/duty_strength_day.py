"""Rules of silver.duty_strength_day: each broken by an example and kept by a legal near miss."""

TABLE = "silver.duty_strength_day"
LEGAL = {
    "strength_id": "X1", "on_duty_count": "20", "commander_count": "3", "driver_count": "6",
}
CASES = [
    ("posts_within_strength", {"commander_count": "9", "driver_count": "12"},
     {"commander_count": "8", "driver_count": "12"}),
]
