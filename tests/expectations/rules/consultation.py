"""Rules of silver.consultation: each broken by an example and kept by a legal near miss."""

TABLE = "silver.consultation"
LEGAL = {
    "consultation_id": "X1", "consulted_at": "2026-03-02 02:00:00", "reply_sent_at": "2026-03-02 05:00:00",
}
CASES = [
    ("reply_after_question", {"reply_sent_at": "2026-03-02 01:59:59"}, {"reply_sent_at": "2026-03-02 02:00:00"}),
]
