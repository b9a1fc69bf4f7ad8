"""Rules of silver.enforcement_document: each broken by an example and kept by a legal near miss."""

TABLE = "silver.enforcement_document"
LEGAL = {
    "document_id": "W1", "inspection_id": "J1", "kind_code": "2", "issued_at": "2026-03-02 02:00:00",
    "served_at": "2026-03-02 04:00:00", "due_date": "2026-03-09",
}
CASES = [
    ("served_after_issued", {"served_at": "2026-03-02 01:59:59"}, {"served_at": "2026-03-02 02:00:00"}),
    ("due_after_issued", {"due_date": "2026-03-01"}, {"due_date": "2026-03-02"}),
    ("limit_has_due_date", {"due_date": None}, {"due_date": None, "kind_code": "1"}),
]
