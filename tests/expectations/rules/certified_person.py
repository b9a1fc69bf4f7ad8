"""Rules of silver.certified_person: each broken by an example and kept by a legal near miss."""

TABLE = "silver.certified_person"
LEGAL = {
    "certified_id": "X1", "certified_date": "2024-06-01", "certified_until_date": "2027-06-01",
}
CASES = [
    ("certificate_ends_after_issue", {"certified_until_date": "2024-05-31"}, {"certified_until_date": "2024-06-01"}),
]
