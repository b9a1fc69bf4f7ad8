"""Rules of silver.vehicle_status: each broken by an example and kept by a legal near miss."""

TABLE = "silver.vehicle_status"
LEGAL = {
    "vehicle_status_id": "X1", "in_state_since_at": "2026-03-02 02:00:00",
    "back_in_service_date": "2026-03-20",
}
CASES = [
    ("back_after_since", {"back_in_service_date": "2026-03-01"}, {"back_in_service_date": "2026-03-02"}),
]
