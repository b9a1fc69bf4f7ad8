"""Rules of silver.heritage_unit: each broken by an example and kept by a legal near miss."""

TABLE = "silver.heritage_unit"
LEGAL = {
    "heritage_id": "X1", "region_code": "630102", "longitude": "101.78", "latitude": "36.62",
}
CASES = [
    ("coordinates_in_province", {"longitude": "101.78", "latitude": "48"}, {"longitude": None, "latitude": None}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "89.5", "latitude": "36.2"}),
]
