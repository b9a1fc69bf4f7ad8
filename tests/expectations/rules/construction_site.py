"""Rules of silver.construction_site: each broken by an example and kept by a legal near miss."""

TABLE = "silver.construction_site"
LEGAL = {
    "construction_id": "X1", "worker_count": "120", "lodging_count": "60", "commenced_date": "2024-03-02",
    "planned_finish_date": "2026-10-31", "region_code": "630102", "longitude": "101.78", "latitude": "36.62",
}
CASES = [
    ("lodgers_within_workers", {"lodging_count": "121"}, {"lodging_count": "120"}),
    ("finish_after_commencement", {"planned_finish_date": "2024-03-01"}, {"planned_finish_date": "2024-03-02"}),
    ("coordinates_in_province", {"longitude": "101.78", "latitude": "48"}, {"longitude": None, "latitude": None}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "89.5", "latitude": "36.2"}),
]
