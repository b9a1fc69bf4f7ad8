"""Rules of silver.industrial_park: each broken by an example and kept by a legal near miss."""

TABLE = "silver.industrial_park"
LEGAL = {
    "park_id": "X1", "tenant_firm_count": "30", "chemical_firm_count": "4", "region_code": "630102",
    "longitude": "101.78", "latitude": "36.62",
}
CASES = [
    ("chemical_within_firms", {"chemical_firm_count": "31"}, {"chemical_firm_count": "30"}),
    ("coordinates_in_province", {"longitude": "101.78", "latitude": "48"}, {"longitude": None, "latitude": None}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "89.5", "latitude": "36.2"}),
]
