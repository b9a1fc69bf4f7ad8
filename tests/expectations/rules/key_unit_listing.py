"""Rules of silver.key_unit_listing: each broken by an example and kept by a legal near miss."""

TABLE = "silver.key_unit_listing"
LEGAL = {
    "listing_id": "X1", "listed_since_date": "2024-01-10", "filed_with_government_date": "2024-02-01",
    "listed_until_date": "2025-01-10",
}
CASES = [
    ("filed_after_listed", {"filed_with_government_date": "2024-01-09"}, {"filed_with_government_date": "2024-01-10"}),
    ("delisted_after_listed", {"listed_until_date": "2024-01-09"}, {"listed_until_date": "2024-01-10"}),
]
