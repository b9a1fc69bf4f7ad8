"""Rules of silver.service_agency: each broken by an example and kept by a legal near miss."""

TABLE = "silver.service_agency"
LEGAL = {
    "agency_id": "X1", "practice_code": "1", "registered_engineer_count": "2",
    "first_class_engineer_count": "1", "operator_count": "6", "middle_operator_count": "2",
    "workspace_m2": "200",
}
CASES = [
    ("staff_meets_conditions", {"operator_count": "5"}, {"operator_count": "5", "practice_code": "2"}),
    ("workspace_meets_conditions", {"workspace_m2": "199.9"}, {"workspace_m2": "200.0"}),
    ("parts_within_staff", {"first_class_engineer_count": "3"}, {"first_class_engineer_count": "2"}),
]
