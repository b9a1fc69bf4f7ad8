"""Rules of silver.unit_patrol: each broken by an example and kept by a legal near miss."""

TABLE = "silver.unit_patrol"
LEGAL = {
    "patrol_id": "X1", "spot_count": "20", "seen_spot_count": "18",
}
CASES = [
    ("seen_within_spots", {"seen_spot_count": "21"}, {"seen_spot_count": "20"}),
]
