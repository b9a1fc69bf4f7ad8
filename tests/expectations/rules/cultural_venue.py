"""Rules of silver.cultural_venue: each broken by an example and kept by a legal near miss."""

TABLE = "silver.cultural_venue"
LEGAL = {
    "venue_id": "X1", "approved_capacity": "300", "peak_person_count": "180",
}
CASES = [
    ("peak_within_capacity", {"peak_person_count": "301"}, {"peak_person_count": "300"}),
]
