"""Rules of silver.inspection_cap: each broken by an example and kept by a legal near miss."""

TABLE = "silver.inspection_cap"
LEGAL = {"cap_id": "SX1", "cap_year": "2026", "region_code": "630102", "category_code": "2", "published_date": "2026-01-15"}
CASES = [
    ("published_within_year", {"published_date": "2027-01-01"}, {"published_date": "2026-12-31"}),
]
