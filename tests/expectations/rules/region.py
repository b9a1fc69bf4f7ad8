"""Rules of silver.region: each broken by an example and kept by a legal near miss."""

TABLE = "silver.region"
LEGAL = {
    "region_code": "630102", "region_name": "城东区", "level_code": "county", "parent_code": "630100",
    "is_statutory": "true", "longitude": "101.78", "latitude": "36.62",
}
CASES = [
    ("only_province_without_parent", {"parent_code": None},
     {"level_code": "province", "region_code": "630000", "parent_code": None}),
    ("parent_shares_prefix", {"parent_code": "620100"}, {"parent_code": "630000"}),
    ("statutory_unless_area", {"level_code": "area"}, {"level_code": "area", "is_statutory": "false"}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "89.5", "latitude": "36.2"}),
]
