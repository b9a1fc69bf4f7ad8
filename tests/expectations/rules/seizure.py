"""Rules of silver.seizure: each broken by an example and kept by a legal near miss."""

TABLE = "silver.seizure"
LEGAL = {
    "seizure_id": "C1", "inspection_id": "J1", "decided_at": "2026-03-02 02:00:00", "expires_date": "2026-04-01",
    "lifted_at": "2026-03-20 02:00:00",
}
CASES = [
    ("lifted_after_decided", {"lifted_at": "2026-03-02 01:59:59"}, {"lifted_at": "2026-03-02 02:00:00"}),
    ("seized_for_30_days_at_most", {"expires_date": "2026-04-02"}, {"expires_date": "2026-04-01"}),
]
