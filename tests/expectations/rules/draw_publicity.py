"""Rules of silver.draw_publicity: each broken by an example and kept by a legal near miss."""

TABLE = "silver.draw_publicity"
LEGAL = {"publicity_id": "GS1", "target_id": "CZ1", "completed_at": "2026-03-03 04:00:00", "published_at": "2026-03-10 04:00:00"}
CASES = [
    ("published_after_completed", {"published_at": "2026-03-03 03:59:59"}, {"published_at": "2026-03-03 04:00:00"}),
]
