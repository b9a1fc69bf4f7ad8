"""Rules of silver.credit_record: each broken by an example and kept by a legal near miss."""

TABLE = "silver.credit_record"
LEGAL = {
    "credit_record_id": "X1", "identified_date": "2020-12-10", "shown_until_date": "2021-12-10",
}
CASES = [
    ("shown_after_identified", {"shown_until_date": "2020-12-09"}, {"shown_until_date": "2020-12-10"}),
]
