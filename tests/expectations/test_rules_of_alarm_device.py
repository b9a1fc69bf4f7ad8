"""Rules of silver.alarm_device: each broken by an example and kept by a legal near miss."""

import pytest

TABLE = "silver.alarm_device"
LEGAL = {"device_id": "D1", "installed_date": "2021-08-01"}
CASES = [
    ("installed_in_system_era", {"installed_date": "1979-12-31"}, {"installed_date": "1980-01-01"}),
]


@pytest.mark.parametrize("rules, broken, near_miss", CASES, ids=[case[0] for case in CASES])
def test_rule_is_broken_by_the_example_only(breaks, rules, broken, near_miss):
    assert breaks(TABLE, LEGAL | broken, LEGAL | near_miss) == [set(rules.split()), set()]


def test_every_rule_has_an_example(contracts):
    assert {rule for case in CASES for rule in case[0].split()} == set(contracts.tables[TABLE].rules)
