"""Rules of silver.weather_warning: each broken by an example and kept by a legal near miss."""

TABLE = "silver.weather_warning"
LEGAL = {
    "warning_id": "X1", "announced_at": "2026-03-02 02:00:00", "effective_at": "2026-03-02 04:00:00",
    "ceased_at": "2026-03-03 02:00:00",
}
CASES = [
    ("effective_after_announced", {"effective_at": "2026-03-02 01:59:59"}, {"effective_at": "2026-03-02 02:00:00"}),
    ("ceased_after_effective", {"ceased_at": "2026-03-02 03:59:59"}, {"ceased_at": "2026-03-02 04:00:00"}),
]
