"""Rules of silver.fire_casualty: each broken by an example and kept by a legal near miss."""

import pytest

TABLE = "silver.fire_casualty"
LEGAL = {"casualty_id": "K1", "fire_id": "F1", "kind_code": "1", "died_at": "2026-01-03 02:00:00"}
CASES = [
    ("dead_has_time", {"died_at": None}, {"kind_code": "3", "died_at": None}),
    ("only_dead_has_time", {"kind_code": "2"}, {"kind_code": "2", "died_at": None}),
]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] for case in CASES])
def test_rule_is_broken_by_the_example_only(shown, number):
    assert shown[number] == (set(CASES[number][0].split()), set())


def test_every_rule_has_an_example(contracts):
    assert {rule for case in CASES for rule in case[0].split()} == set(contracts.tables[TABLE].rules)
