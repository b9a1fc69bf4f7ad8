"""Rules of silver.random_check_item: each broken by an example and kept by a legal near miss."""

TABLE = "silver.random_check_item"
LEGAL = {"item_code": "X01", "item_name": "疏散通道", "basis_name": "消防法28条", "is_in_force": "true"}
CASES = [
    ("item_has_basis", {"basis_name": None}, {"basis_name": None, "is_in_force": "false"}),
]
