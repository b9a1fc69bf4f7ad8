"""Rules of silver.population_grid: each broken by an example and kept by a legal near miss."""

TABLE = "silver.population_grid"
LEGAL = {
    "cell_id": "X1", "elderly_ratio": "0.2", "child_ratio": "0.2", "person_count": "200",
    "daytime_person_count": "150", "region_code": "630102", "longitude": "101.78", "latitude": "36.62",
}
CASES = [
    ("shares_within_whole", {"elderly_ratio": "0.7", "child_ratio": "0.4"},
     {"elderly_ratio": "0.75", "child_ratio": "0.25"}),
    ("ten_persons_at_least", {"person_count": "9"}, {"person_count": "10"}),
    ("coordinates_in_province", {"longitude": "101.78", "latitude": "48"}, {"longitude": None, "latitude": None}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "89.5", "latitude": "36.2"}),
]
