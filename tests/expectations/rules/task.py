"""Rules of silver.task: each broken by an example and kept by a legal near miss."""

TABLE = "silver.task"
LEGAL = {
    "task_id": "X1", "assigned_at": "2026-03-02 02:00:00", "taken_on_at": "2026-03-02 03:00:00",
    "finished_at": "2026-03-05 02:00:00", "task_due_date": "2026-03-09",
}
CASES = [
    ("taken_on_after_assigned", {"taken_on_at": "2026-03-02 01:59:59"}, {"taken_on_at": "2026-03-02 02:00:00"}),
    ("finished_after_taken_on", {"finished_at": "2026-03-02 02:59:59"}, {"finished_at": "2026-03-02 03:00:00"}),
]
