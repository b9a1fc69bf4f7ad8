"""Rules of silver.construction_review: each broken by an example and kept by a legal near miss."""

TABLE = "silver.construction_review"
LEGAL = {
    "review_id": "X1", "business_code": "2", "opinion_code": "1", "applied_date": "2024-03-02",
    "opinion_date": "2024-03-20",
}
CASES = [
    ("opinion_after_application", {"opinion_date": "2024-03-01"}, {"opinion_date": "2024-03-02"}),
    ("only_filings_are_filed", {"opinion_code": "3"}, {"opinion_code": "3", "business_code": "3"}),
]
