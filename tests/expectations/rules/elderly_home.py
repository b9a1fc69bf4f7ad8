"""Rules of silver.elderly_home: each broken by an example and kept by a legal near miss."""

TABLE = "silver.elderly_home"
LEGAL = {
    "elderly_home_id": "X1", "bed_count": "100", "resident_count": "60", "dependent_count": "20",
}
CASES = [
    ("residents_within_beds", {"resident_count": "101"}, {"resident_count": "100"}),
    ("dependent_within_residents", {"dependent_count": "61"}, {"dependent_count": "60"}),
]
