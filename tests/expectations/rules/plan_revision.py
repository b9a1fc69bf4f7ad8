"""Rules of silver.plan_revision: each broken by an example and kept by a legal near miss."""

TABLE = "silver.plan_revision"
LEGAL = {
    "revision_id": "X1", "familiarised_date": "2026-03-02", "revised_date": "2026-03-20",
}
CASES = [
    ("revised_after_visit", {"revised_date": "2026-03-01"}, {"revised_date": "2026-03-02"}),
]
