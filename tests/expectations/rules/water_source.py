"""Rules of silver.water_source: each broken by an example and kept by a legal near miss."""

TABLE = "silver.water_source"
LEGAL = {
    "water_source_id": "X1", "suction_height_m": "4.5", "region_code": "630102", "longitude": "101.78",
    "latitude": "36.62",
}
CASES = [
    ("suction_within_6_m", {"suction_height_m": "6.1"}, {"suction_height_m": "6.0"}),
    ("coordinates_in_province", {"longitude": "101.78", "latitude": "48"}, {"longitude": None, "latitude": None}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "89.5", "latitude": "36.2"}),
]
