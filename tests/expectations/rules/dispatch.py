"""Rules of silver.dispatch: each broken by an example and kept by a legal near miss."""

TABLE = "silver.dispatch"
LEGAL = {
    "dispatch_id": "C1", "call_id": "J1", "station_code": "63010201", "region_code": "630102",
    "ordered_at": "2026-03-02 02:00:00", "departed_at": "2026-03-02 02:01:00", "reached_at": "2026-03-02 02:08:00",
    "returned_at": "2026-03-02 04:00:00",
}
CASES = [
    ("departed_after_ordered", {"departed_at": "2026-03-02 01:59:59"}, {"departed_at": "2026-03-02 02:00:00"}),
    ("reached_after_departed", {"reached_at": "2026-03-02 02:00:59"}, {"reached_at": "2026-03-02 02:01:00"}),
    ("returned_after_reached", {"returned_at": "2026-03-02 02:07:59"},
     {"returned_at": "2026-03-02 02:01:30", "reached_at": None}),
    ("station_of_same_prefecture", {"station_code": "63280101"}, {"station_code": "63010301"}),
]
