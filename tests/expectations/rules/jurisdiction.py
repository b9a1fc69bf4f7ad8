"""Rules of silver.jurisdiction: each broken by an example and kept by a legal near miss."""

TABLE = "silver.jurisdiction"
LEGAL = {
    "jurisdiction_id": "X1", "in_charge_since_date": "2018-05-01", "in_charge_until_date": "2020-01-01",
    "region_code": "630102", "org_code": "63010200",
}
CASES = [
    ("charge_ends_after_start", {"in_charge_until_date": "2018-04-30"}, {"in_charge_until_date": "2018-05-01"}),
    ("org_covers_region", {"org_code": "63280100"}, {"org_code": "63000000"}),
]
