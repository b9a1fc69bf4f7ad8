"""Rules of silver.violation: each broken by an example and kept by a legal near miss."""

TABLE = "silver.violation"
LEGAL = {
    "violation_id": "V1", "found_at": "2026-03-02 02:00:00", "rectified_at": "2026-03-20 02:00:00",
    "is_fixed_on_site": "false",
}
CASES = [
    ("rectified_after_found", {"rectified_at": "2026-03-02 01:59:59"}, {"rectified_at": "2026-03-02 02:00:00"}),
    ("fixed_on_site_same_visit", {"is_fixed_on_site": "true"},
     {"is_fixed_on_site": "true", "rectified_at": "2026-03-03 02:00:00"}),
]
