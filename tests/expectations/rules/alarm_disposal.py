"""Rules of silver.alarm_disposal: each broken by an example and kept by a legal near miss."""

TABLE = "silver.alarm_disposal"
LEGAL = {
    "disposal_id": "C1", "device_id": "D1", "alarmed_at": "2026-03-02 02:00:00", "disposed_at": "2026-03-02 02:05:00",
    "outcome_code": "2",
}
CASES = [
    ("disposed_after_alarm", {"disposed_at": "2026-03-02 01:59:59"}, {"disposed_at": "2026-03-02 02:00:00"}),
    ("outcome_has_time", {"disposed_at": None}, {"disposed_at": None, "outcome_code": None}),
]
