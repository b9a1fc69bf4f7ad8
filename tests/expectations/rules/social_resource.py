"""Rules of silver.social_resource: each broken by an example and kept by a legal near miss."""

TABLE = "silver.social_resource"
LEGAL = {
    "resource_id": "X1", "agreed_date": "2024-06-01", "agreed_until_date": "2026-06-01",
    "region_code": "630102", "longitude": "101.78", "latitude": "36.62",
}
CASES = [
    ("agreement_ends_after_start", {"agreed_until_date": "2024-05-31"}, {"agreed_until_date": "2024-06-01"}),
    ("coordinates_in_province", {"longitude": "101.78", "latitude": "48"}, {"longitude": None, "latitude": None}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "89.5", "latitude": "36.2"}),
]
