"""Rules of silver.major_hazard: each broken by an example and kept by a legal near miss."""

TABLE = "silver.major_hazard"
LEGAL = {
    "hazard_id": "Z1", "inspection_id": "J1", "region_code": "630102", "org_code": "63010200",
    "judged_at": "2026-03-02 02:00:00", "due_date": "2026-06-01", "cleared_at": "2026-05-20 02:00:00",
}
CASES = [
    ("cleared_after_judged", {"cleared_at": "2026-03-02 01:59:59"}, {"cleared_at": "2026-03-02 02:00:00"}),
    ("due_after_judged", {"due_date": "2026-03-01"}, {"due_date": "2026-03-02"}),
    ("org_covers_region", {"org_code": "63280100"}, {"org_code": "63010000"}),
]
