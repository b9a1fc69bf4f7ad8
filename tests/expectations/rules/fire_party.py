"""Rules of silver.fire_party: each broken by an example and kept by a legal near miss."""

TABLE = "silver.fire_party"
LEGAL = {
    "party_id": "P1", "fire_id": "H1", "party_kind_code": "1", "unit_id": "U1",
}
CASES = [
    ("person_is_no_unit", {"party_kind_code": "2"}, {"party_kind_code": "2", "unit_id": None}),
]
