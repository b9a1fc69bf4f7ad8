"""Rules of silver.enterprise: each broken by an example and kept by a legal near miss."""

TABLE = "silver.enterprise"
LEGAL = {"credit_code": "92632801MABCDE12X7", "enterprise_name": "格尔木某餐馆"}
CASES = [
    ("credit_code_check", {"credit_code": "92632801MABCDE12X8"}, {"credit_code": "12630000000000019A"}),
    ("organisation_code_check", {"credit_code": "91630102MA7XQH017Y"}, {"credit_code": "91630102MA7XQH016U"}),
]
