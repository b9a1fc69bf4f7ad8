"""Rules of silver.grid_cell: each broken by an example and kept by a legal near miss."""

TABLE = "silver.grid_cell"
LEGAL = {
    "grid_id": "X1", "unit_count": "80", "small_place_count": "30", "region_code": "630102",
    "longitude": "101.78", "latitude": "36.62",
}
CASES = [
    ("small_places_among_units", {"small_place_count": "81"}, {"small_place_count": "80"}),
    ("coordinates_in_province", {"longitude": "101.78", "latitude": "48"}, {"longitude": None, "latitude": None}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "89.5", "latitude": "36.2"}),
]
