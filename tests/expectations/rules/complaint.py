"""Rules of silver.complaint: each broken by an example and kept by a legal near miss."""

TABLE = "silver.complaint"
LEGAL = {
    "complaint_id": "B1", "accepted_at": "2026-03-02 02:00:00", "examined_at": "2026-03-03 02:00:00",
    "is_true": "true", "replied_at": "2026-03-05 02:00:00",
}
CASES = [
    ("examined_after_accepted", {"examined_at": "2026-03-02 01:59:59"}, {"examined_at": "2026-03-02 02:00:00"}),
    ("replied_after_examined", {"replied_at": "2026-03-03 01:59:59"}, {"replied_at": "2026-03-03 02:00:00"}),
    ("truth_is_examined", {"examined_at": None}, {"examined_at": None, "is_true": None}),
]
