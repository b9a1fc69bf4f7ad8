"""Rules of silver.response_plan: each broken by an example and kept by a legal near miss."""

TABLE = "silver.response_plan"
LEGAL = {
    "plan_id": "X1", "compiled_date": "2024-03-01", "plan_approved_date": "2024-04-01",
}
CASES = [
    ("approved_after_compiled", {"plan_approved_date": "2024-02-29"}, {"plan_approved_date": "2024-03-01"}),
]
