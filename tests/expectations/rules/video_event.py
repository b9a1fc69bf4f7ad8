"""Rules of silver.video_event: each broken by an example and kept by a legal near miss."""

TABLE = "silver.video_event"
LEGAL = {
    "video_event_id": "X1", "seen_at": "2026-03-02 02:00:00", "confirmation_code": "1", "confirmed_by": "p1",
    "confirmed_at": "2026-03-02 03:00:00",
}
CASES = [
    ("confirmed_by_a_person", {"confirmed_by": None},
     {"confirmed_by": None, "confirmed_at": None, "confirmation_code": None}),
    ("confirmed_after_seen", {"confirmed_at": "2026-03-02 01:59:59"}, {"confirmed_at": "2026-03-02 02:00:00"}),
]
