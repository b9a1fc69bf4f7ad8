"""Rules of silver.floating_population: each broken by an example and kept by a legal near miss."""

TABLE = "silver.floating_population"
LEGAL = {
    "floating_cell_id": "X1", "person_count": "200", "tenant_count": "60",
}
CASES = [
    ("tenants_within_persons", {"tenant_count": "201"}, {"tenant_count": "200"}),
    ("ten_persons_at_least", {"tenant_count": "9"}, {"tenant_count": "10"}),
]
