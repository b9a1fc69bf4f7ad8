"""Rules of silver.maintenance_contract: each broken by an example and kept by a legal near miss."""

TABLE = "silver.maintenance_contract"
LEGAL = {
    "contract_id": "X1", "signed_date": "2024-06-01", "contract_until_date": "2026-06-01",
}
CASES = [
    ("contract_ends_after_start", {"contract_until_date": "2024-05-31"}, {"contract_until_date": "2024-06-01"}),
]
