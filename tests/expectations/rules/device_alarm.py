"""Rules of silver.device_alarm: each broken by an example and kept by a legal near miss."""

TABLE = "silver.device_alarm"
LEGAL = {
    "device_id": "D1", "occurred_at": "2026-02-01 02:00:00", "received_at": "2026-02-01 02:00:05",
    "alarm_kind_code": "1", "verdict_code": "2", "verdict_at": "2026-02-01 02:10:00",
    "resend_count": 1,
}
CASES = [
    ("message_is_complete", {"resend_count": None}, {"resend_count": 0}),
    ("received_after_occurred", {"received_at": "2026-02-01 01:59:59"}, {"received_at": "2026-02-01 02:00:00"}),
    ("received_within_a_day", {"received_at": "2026-02-03 00:00:00"}, {"received_at": "2026-02-02 23:59:59"}),
    ("verdict_has_time", {"verdict_at": None}, {"verdict_code": None, "verdict_at": None}),
    ("verdict_after_occurred", {"verdict_at": "2026-02-01 01:59:59"}, {"verdict_at": "2026-02-01 02:00:00"}),
]
