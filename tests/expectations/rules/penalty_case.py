"""Rules of silver.penalty_case: each broken by an example and kept by a legal near miss."""

TABLE = "silver.penalty_case"
LEGAL = {
    "case_id": "A1", "inspection_id": "F1", "region_code": "630102", "org_code": "63010200",
    "filed_at": "2026-03-02 02:00:00", "is_legally_reviewed": "true", "decided_at": "2026-03-20 02:00:00",
    "penalty_kind_code": "2", "fine_yuan": "5000", "closed_at": "2026-03-25 02:00:00",
}
CASES = [
    ("decided_after_filed", {"decided_at": "2026-03-02 01:59:59"}, {"decided_at": "2026-03-02 02:00:00"}),
    ("decision_was_reviewed", {"is_legally_reviewed": "false"}, {"is_legally_reviewed": "false", "decided_at": None}),
    ("fine_has_amount", {"fine_yuan": "0"}, {"fine_yuan": "0", "penalty_kind_code": "1"}),
    ("closed_after_decided", {"closed_at": "2026-03-20 01:59:59"}, {"closed_at": "2026-03-20 02:00:00"}),
    ("org_covers_region", {"org_code": "63280100"}, {"org_code": "63010000"}),
]
