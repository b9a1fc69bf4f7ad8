"""Rules of silver.foam_stock: each broken by an example and kept by a legal near miss."""

TABLE = "silver.foam_stock"
LEGAL = {
    "foam_batch_id": "X1", "made_date": "2024-01-01", "usable_until_date": "2030-01-01",
    "stored_foam_t": "20.0", "on_vehicle_foam_t": "6.0",
}
CASES = [
    ("usable_after_made", {"usable_until_date": "2023-12-31"}, {"usable_until_date": "2024-01-01"}),
    ("on_vehicle_within_stock", {"on_vehicle_foam_t": "20.1"}, {"on_vehicle_foam_t": "20.0"}),
]
