"""Rules of silver.calendar_day: each broken by an example and kept by a legal near miss."""

import pytest

TABLE = "silver.calendar_day"
LEGAL = {"day_date": "2026-10-01", "is_workday": "false", "is_holiday": "true", "holiday_name": "国庆节"}
CASES = [
    ("holiday_is_no_workday", {"is_workday": "true"},
     {"is_workday": "true", "is_holiday": "false", "holiday_name": None}),
    ("holiday_has_name", {"holiday_name": None}, {"is_holiday": "false", "holiday_name": None}),
]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] for case in CASES])
def test_rule_is_broken_by_the_example_only(shown, number):
    assert shown[number] == (set(CASES[number][0].split()), set())


def test_every_rule_has_an_example(contracts):
    assert {rule for case in CASES for rule in case[0].split()} == set(contracts.tables[TABLE].rules)
