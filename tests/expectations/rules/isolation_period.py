"""Rules of silver.isolation_period: each broken by an example and kept by a legal near miss."""

TABLE = "silver.isolation_period"
LEGAL = {
    "isolation_id": "P1", "device_id": "D1", "started_at": "2026-03-02 02:00:00", "ended_at": "2026-03-02 04:00:00",
}
CASES = [
    ("ended_after_started", {"ended_at": "2026-03-02 01:59:59"}, {"ended_at": "2026-03-02 02:00:00"}),
]
