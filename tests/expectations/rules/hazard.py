"""Rules of silver.hazard: each broken by an example and kept by a legal near miss."""

TABLE = "silver.hazard"
LEGAL = {
    "fire_hazard_id": "X1", "known_at": "2026-03-02 02:00:00", "eliminated_at": "2026-03-09 02:00:00",
    "fix_by_date": "2026-03-10",
}
CASES = [
    ("eliminated_after_known", {"eliminated_at": "2026-03-02 01:59:59"}, {"eliminated_at": "2026-03-02 02:00:00"}),
    ("fix_by_after_known", {"fix_by_date": "2026-03-01"}, {"fix_by_date": "2026-03-02"}),
]
