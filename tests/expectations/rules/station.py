"""Rules of silver.station: each broken by an example and kept by a legal near miss."""

TABLE = "silver.station"
LEGAL = {
    "station_code": "63010201", "station_name": "城东站", "region_code": "630102", "longitude": "101.78",
    "latitude": "36.62",
}
CASES = [
    ("org_covers_region", {"org_code": "?12"}, {"org_code": "63010300"}),
    ("station_code_by_region", {"region_code": "630103"}, {"station_code": "63010202"}),
    ("coordinates_in_province", {"longitude": "0", "latitude": "0"}, {"longitude": None, "latitude": None}),
]
