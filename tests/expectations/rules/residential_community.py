"""Rules of silver.residential_community: each broken by an example and kept by a legal near miss."""

TABLE = "silver.residential_community"
LEGAL = {
    "community_id": "X1", "building_count": "12", "high_rise_count": "4", "region_code": "630102",
    "longitude": "101.78", "latitude": "36.62",
}
CASES = [
    ("high_rises_among_buildings", {"high_rise_count": "13"}, {"high_rise_count": "12"}),
    ("coordinates_in_province", {"longitude": "101.78", "latitude": "48"}, {"longitude": None, "latitude": None}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "89.5", "latitude": "36.2"}),
]
