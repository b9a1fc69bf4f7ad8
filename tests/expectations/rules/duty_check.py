"""Rules of silver.duty_check: each broken by an example and kept by a legal near miss."""

TABLE = "silver.duty_check"
LEGAL = {
    "check_id": "C1", "transmitter_id": "T1", "asked_at": "2026-03-02 02:00:00", "answered_at": "2026-03-02 02:05:00",
    "result_code": "1",
}
CASES = [
    ("answered_after_asked", {"answered_at": "2026-03-02 01:59:59"}, {"answered_at": "2026-03-02 02:00:00"}),
    ("answer_has_time", {"answered_at": None}, {"answered_at": None, "result_code": "2"}),
]
