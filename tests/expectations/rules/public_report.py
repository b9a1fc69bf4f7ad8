"""Rules of silver.public_report: each broken by an example and kept by a legal near miss."""

TABLE = "silver.public_report"
LEGAL = {
    "public_report_id": "X1", "public_reported_at": "2026-03-02 02:00:00",
    "looked_into_at": "2026-03-03 02:00:00",
}
CASES = [
    ("looked_into_after_report", {"looked_into_at": "2026-03-02 01:59:59"}, {"looked_into_at": "2026-03-02 02:00:00"}),
]
