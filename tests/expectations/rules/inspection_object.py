"""Rules of silver.inspection_object: each broken by an example and kept by a legal near miss."""

TABLE = "silver.inspection_object"
LEGAL = {
    "unit_id": "U1", "region_code": "630102", "org_code": "63010200", "listed_date": "2020-01-01", "removed_date": "2026-01-01",
}
CASES = [
    ("removed_after_listed", {"removed_date": "2019-12-31"}, {"removed_date": "2020-01-01"}),
    ("org_covers_region", {"org_code": "63280100"}, {"org_code": "63010000"}),
]
