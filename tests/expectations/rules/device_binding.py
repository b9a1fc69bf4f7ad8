"""Rules of silver.device_binding: each broken by an example and kept by a legal near miss."""

TABLE = "silver.device_binding"
LEGAL = {
    "binding_id": "X1", "bound_since_date": "2024-06-01", "bound_until_date": "2025-06-01",
}
CASES = [
    ("binding_ends_after_start", {"bound_until_date": "2024-05-31"}, {"bound_until_date": "2024-06-01"}),
]
