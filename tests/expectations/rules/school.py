"""Rules of silver.school: each broken by an example and kept by a legal near miss."""

TABLE = "silver.school"
LEGAL = {
    "school_id": "X1", "boarder_count": "120", "student_count": "800", "dormitory_bed_count": "500",
}
CASES = [
    ("boarders_within_students", {"boarder_count": "401", "student_count": "400"},
     {"boarder_count": "400", "student_count": "400"}),
    ("boarders_have_beds", {"dormitory_bed_count": "119"}, {"dormitory_bed_count": "120"}),
]
