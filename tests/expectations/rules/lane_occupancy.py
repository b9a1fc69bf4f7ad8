"""Rules of silver.lane_occupancy: each broken by an example and kept by a legal near miss."""

TABLE = "silver.lane_occupancy"
LEGAL = {
    "lane_event_id": "X1", "occupied_at": "2026-03-02 02:00:00", "notified_at": "2026-03-02 02:10:00",
    "freed_at": "2026-03-02 05:00:00",
}
CASES = [
    ("freed_after_occupied", {"freed_at": "2026-03-02 01:59:59"}, {"freed_at": "2026-03-02 02:00:00"}),
    ("notified_after_occupied", {"notified_at": "2026-03-02 01:59:59"}, {"notified_at": "2026-03-02 02:00:00"}),
]
