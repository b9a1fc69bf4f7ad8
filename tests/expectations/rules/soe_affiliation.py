"""Rules of silver.soe_affiliation: each broken by an example and kept by a legal near miss."""

TABLE = "silver.soe_affiliation"
LEGAL = {
    "affiliation_id": "X1", "affiliated_date": "2015-06-01", "left_date": "2020-06-01",
}
CASES = [
    ("left_after_affiliated", {"left_date": "2015-05-31"}, {"left_date": "2015-06-01"}),
]
