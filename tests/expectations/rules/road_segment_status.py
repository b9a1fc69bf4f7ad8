"""Rules of silver.road_segment_status: each broken by an example and kept by a legal near miss."""

TABLE = "silver.road_segment_status"
LEGAL = {
    "road_report_id": "X1", "reported_at": "2026-03-02 02:00:00", "reopened_at": "2026-03-02 05:00:00",
    "region_code": "630102", "longitude": "101.78", "latitude": "36.62",
}
CASES = [
    ("reopened_after_reported", {"reopened_at": "2026-03-02 01:59:59"}, {"reopened_at": "2026-03-02 02:00:00"}),
    ("coordinates_in_province", {"longitude": "101.78", "latitude": "48"}, {"longitude": None, "latitude": None}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "89.5", "latitude": "36.2"}),
]
