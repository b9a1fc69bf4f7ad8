"""Rules of silver.occupancy: each broken by an example and kept by a legal near miss."""

TABLE = "silver.occupancy"
LEGAL = {
    "occupancy_id": "X1", "used_since_date": "2019-06-01", "used_until_date": "2020-06-01",
}
CASES = [
    ("use_ends_after_start", {"used_until_date": "2019-05-31"}, {"used_until_date": "2019-06-01"}),
]
