"""Rules of silver.police_station_inspection: each broken by an example and kept by a legal near miss."""

TABLE = "silver.police_station_inspection"
LEGAL = {
    "police_visit_id": "X1", "visited_at": "2026-03-02 02:00:00", "fix_by_date": "2026-03-12",
    "handed_over_at": "2026-03-03 02:00:00",
}
CASES = [
    ("fixed_after_visit", {"fix_by_date": "2026-03-01"}, {"fix_by_date": "2026-03-02"}),
    ("handed_over_after_visit", {"handed_over_at": "2026-03-02 01:59:59"}, {"handed_over_at": "2026-03-02 02:00:00"}),
]
