"""Rules of silver.fire_org: each broken by an example and kept by a legal near miss."""

TABLE = "silver.fire_org"
LEGAL = {
    "org_code": "63010200", "org_name": "城东大队", "org_level_code": "3", "parent_code": "63010000",
    "region_code": "630102",
}
CASES = [
    ("parent_of_same_province", {"parent_code": "62010000"}, {"parent_code": "63000000"}),
    ("only_top_without_parent", {"parent_code": None},
     {"org_level_code": "1", "org_code": "63000000", "region_code": "630000", "parent_code": None}),
    ("org_code_by_region", {"region_code": "630103"}, {"org_code": "63010201", "org_level_code": "4"}),
]
