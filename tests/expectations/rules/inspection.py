"""Rules of silver.inspection: each broken by one example and kept by a legal near miss."""

TABLE = "silver.inspection"
LEGAL = {
    "inspection_id": "J1", "unit_id": "U1", "org_code": "63010200", "region_code": "630102", "form_code": "0",
    "arm_code": "random", "checked_at": "2026-03-02 02:00:00", "closed_at": "2026-03-05 02:00:00", "result_code": "2",
    "violation_count": "3",
}
CASES = [
    ("closed_after_checked", {"closed_at": "2026-03-02 01:59:59"}, {"closed_at": "2026-03-02 02:00:00"}),
    ("passed_without_violations", {"result_code": "1", "violation_count": "1"},
     {"result_code": "1", "violation_count": "0"}),
    ("failed_with_violations", {"violation_count": "0"},
     {"violation_count": "0", "form_code": "5", "arm_code": "mandated", "recheck_of": "J0"}),
    ("random_only_spot_check", {"form_code": "2"}, {"form_code": "2", "arm_code": "targeted"}),
    ("recheck_has_form", {"recheck_of": "J0"}, {"recheck_of": "J0", "form_code": "5", "arm_code": "mandated"}),
    ("recheck_of_another", {"recheck_of": "J1", "form_code": "5", "arm_code": "mandated"},
     {"recheck_of": "J2", "form_code": "5", "arm_code": "mandated"}),
    ("org_covers_region", {"org_code": "63020200"}, {"org_code": "63010000"}),
]
