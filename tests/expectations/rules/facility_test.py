"""Rules of silver.facility_test: each broken by an example and kept by a legal near miss."""

TABLE = "silver.facility_test"
LEGAL = {
    "facility_test_id": "X1", "tested_item_count": "40", "failed_item_count": "3",
    "facility_tested_date": "2025-03-02", "next_test_date": "2026-02-20",
}
CASES = [
    ("failed_within_tested", {"failed_item_count": "41"}, {"failed_item_count": "40"}),
    ("tested_every_year", {"next_test_date": "2026-03-04"}, {"next_test_date": "2026-03-03"}),
]
