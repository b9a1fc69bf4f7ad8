"""Rules of silver.rectification: each broken by an example and kept by a legal near miss."""

TABLE = "silver.rectification"
LEGAL = {
    "rectification_id": "Z1", "document_id": "W1", "ordered_at": "2026-03-02 02:00:00", "due_date": "2026-03-09",
    "rechecked_at": "2026-03-10 02:00:00", "outcome_code": "3",
}
CASES = [
    ("rechecked_after_ordered", {"rechecked_at": "2026-03-02 01:59:59"}, {"rechecked_at": "2026-03-02 02:00:00"}),
    ("extension_is_later", {"extended_date": "2026-03-09"}, {"extended_date": "2026-03-10"}),
    ("outcome_has_recheck", {"rechecked_at": None}, {"rechecked_at": None, "outcome_code": None}),
]
