"""Rules of silver.drill: each broken by an example and kept by a legal near miss."""

TABLE = "silver.drill"
LEGAL = {
    "drill_id": "X1", "drill_began_at": "2026-03-02 02:00:00", "drill_ended_at": "2026-03-02 03:00:00",
    "next_drill_date": "2026-09-01",
}
CASES = [
    ("drill_ends_after_start", {"drill_ended_at": "2026-03-02 01:59:59"}, {"drill_ended_at": "2026-03-02 02:00:00"}),
    ("next_drill_ahead", {"next_drill_date": "2026-03-02"}, {"next_drill_date": "2026-03-03"}),
]
