"""Rules of model.run: each broken by an example and kept by a legal near miss."""

import pytest

TABLE = "model.run"
LEGAL = {"n": "1000", "positives": "20", "value": "0.7", "low": "0.6", "high": "0.8"}
CASES = [
    ("positives_within_n", {"positives": "1001"}, {"positives": "1000"}),
    ("interval_holds_value", {"value": "0.59"}, {"low": None, "high": None}),
]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] for case in CASES])
def test_rule_is_broken_by_the_example_only(shown, number):
    assert shown[number] == (set(CASES[number][0].split()), set())


def test_every_rule_has_an_example(contracts):
    assert {rule for case in CASES for rule in case[0].split()} == set(contracts.tables[TABLE].rules)
