"""Rules of silver.micro_station: each broken by an example and kept by a legal near miss."""

TABLE = "silver.micro_station"
LEGAL = {
    "micro_station_id": "X1", "member_count": "8", "on_shift_count": "3", "region_code": "630102",
    "longitude": "101.78", "latitude": "36.62",
}
CASES = [
    ("six_members_at_least", {"member_count": "5"}, {"member_count": "6"}),
    ("shift_within_members", {"on_shift_count": "9"}, {"on_shift_count": "8"}),
    ("coordinates_in_province", {"longitude": "101.78", "latitude": "48"}, {"longitude": None, "latitude": None}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "89.5", "latitude": "36.2"}),
]
