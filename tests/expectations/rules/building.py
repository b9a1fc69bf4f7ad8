"""Rules of silver.building: each broken by an example and kept by a legal near miss."""

TABLE = "silver.building"
LEGAL = {
    "building_id": "B1", "height_m": "30", "floor_count": "10", "structure_code": "1", "fire_resistance_code": "2",
    "built_year": "2025", "_as_of": "2025-06-30 15:59:59", "longitude": "101.78", "latitude": "36.62",
}
CASES = [
    ("coordinates_in_province", {"region_code": "630102", "longitude": "73.5", "latitude": "39.3"},
     {"region_code": "653101", "longitude": "73.5", "latitude": "39.3"}),
    ("structure_resistance", {"fire_resistance_code": "4"}, {"structure_code": "5", "fire_resistance_code": "4"}),
    ("storey_height_plausible", {"height_m": "19.9"}, {"height_m": "20"}),
    ("storey_height_plausible", {"height_m": "200.1"}, {"height_m": "200"}),
    ("built_before_as_of", {"built_year": "2026"}, {"built_year": "1379"}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "73.5", "latitude": "39.3"}),
]
