"""Rules of silver.large_event: each broken by an example and kept by a legal near miss."""

TABLE = "silver.large_event"
LEGAL = {
    "large_event_id": "X1", "opens_at": "2026-07-01 06:00:00", "ends_at": "2026-07-01 12:00:00",
    "expected_person_count": "2000", "licensed_person_count": "5000",
}
CASES = [
    ("ends_after_opening", {"ends_at": "2026-07-01 05:59:59"}, {"ends_at": "2026-07-01 06:00:00"}),
    ("expected_within_licence", {"expected_person_count": "5001"}, {"expected_person_count": "5000"}),
]
