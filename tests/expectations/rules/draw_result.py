"""Rules of silver.draw_result: each broken by an example and kept by a legal near miss."""

TABLE = "silver.draw_result"
LEGAL = {
    "target_id": "CZ1", "unit_id": "U1", "inspection_id": "JC1", "checked_at": "2026-03-03 02:00:00", "result_code": "1",
    "entered_at": "2026-03-03 04:00:00",
}
CASES = [
    ("entered_after_checked", {"entered_at": "2026-03-03 01:59:59"}, {"entered_at": "2026-03-03 02:00:00"}),
    ("result_has_inspection", {"inspection_id": None}, {"inspection_id": None, "result_code": "5"}),
]
