"""Rules of silver.maintenance_record: each broken by an example and kept by a legal near miss."""

TABLE = "silver.maintenance_record"
LEGAL = {
    "maintenance_id": "X1", "fault_count": "5", "repaired_count": "3",
}
CASES = [
    ("repaired_within_faults", {"repaired_count": "6"}, {"repaired_count": "5"}),
]
