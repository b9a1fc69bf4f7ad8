"""Rules of silver.ebike_charging_site: each broken by an example and kept by a legal near miss."""

TABLE = "silver.ebike_charging_site"
LEGAL = {
    "ebike_site_id": "X1", "kind_code": "1", "parking_space_count": "60", "charger_count": "20",
    "region_code": "630102", "longitude": "101.78", "latitude": "36.62",
}
CASES = [
    ("chargers_within_spaces", {"charger_count": "61"}, {"charger_count": "61", "kind_code": "5"}),
    ("coordinates_in_province", {"longitude": "101.78", "latitude": "48"}, {"longitude": None, "latitude": None}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "89.5", "latitude": "36.2"}),
]
