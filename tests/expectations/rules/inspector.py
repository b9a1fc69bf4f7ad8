"""Rules of silver.inspector: each broken by an example and kept by a legal near miss."""

TABLE = "silver.inspector"
LEGAL = {
    "officer_id": "t:1", "certified_until": "2027-01-01", "region_code": "630102", "org_code": "63010200", "is_active": "true",
}
CASES = [
    ("active_is_certified", {"certified_until": None}, {"certified_until": None, "is_active": "false"}),
    ("org_covers_region", {"org_code": "63280100"}, {"org_code": "63010000"}),
]
