"""Rules of silver.alarm_call: each broken by an example and kept by a legal near miss."""

TABLE = "silver.alarm_call"
LEGAL = {"call_id": "C1", "region_code": "630102", "org_code": "63010200", "longitude": "101.78", "latitude": "36.62"}
CASES = [
    ("station_of_same_prefecture", {"station_code": "63020201"}, {"station_code": "63010301"}),
    ("coordinates_in_province", {"longitude": "-79.38", "latitude": "43.65"},
     {"longitude": "89.5", "latitude": "36.2"}),
    ("org_covers_region", {"org_code": "63020200"}, {"org_code": "63010300"}),
]
