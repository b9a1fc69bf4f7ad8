"""Rules of silver.permit: each broken by an example and kept by a legal near miss."""

TABLE = "silver.permit"
LEGAL = {
    "permit_id": "X1", "inspection_id": "J1", "applied_at": "2026-03-02 02:00:00",
    "decided_at": "2026-03-05 02:00:00", "result_code": "3", "revoked_at": "2026-03-20 02:00:00",
}
CASES = [
    ("decided_after_applied", {"decided_at": "2026-03-02 01:59:59"}, {"decided_at": "2026-03-02 02:00:00"}),
    ("revoked_after_decided", {"revoked_at": "2026-03-05 01:59:59"}, {"revoked_at": "2026-03-05 02:00:00"}),
    ("revoked_has_time", {"revoked_at": None}, {"revoked_at": None, "result_code": "1"}),
]
