"""Rules of silver.fire_party: each broken by an example and kept by a legal near miss."""

import pytest

TABLE = "silver.fire_party"
LEGAL = {
    "party_id": "P1", "fire_id": "H1", "party_kind_code": "1", "unit_id": "U1",
}
CASES = [
    ("person_is_no_unit", {"party_kind_code": "2"}, {"party_kind_code": "2", "unit_id": None}),
]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] for case in CASES])
def test_rule_is_broken_by_the_example_only(shown, number):
    assert shown[number] == (set(CASES[number][0].split()), set())


def test_every_rule_has_an_example(contracts):
    assert {rule for case in CASES for rule in case[0].split()} == set(contracts.tables[TABLE].rules)
