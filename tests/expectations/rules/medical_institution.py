"""Rules of silver.medical_institution: each broken by an example and kept by a legal near miss."""

TABLE = "silver.medical_institution"
LEGAL = {
    "medical_id": "X1", "bed_count": "100", "icu_bed_count": "8",
}
CASES = [
    ("icu_within_beds", {"icu_bed_count": "101"}, {"icu_bed_count": "100"}),
]
