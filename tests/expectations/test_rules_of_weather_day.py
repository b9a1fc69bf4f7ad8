"""Rules of silver.weather_day: each broken by an example and kept by a legal near miss."""

import pytest

TABLE = "silver.weather_day"
LEGAL = {
    "region_code": "630102", "day_date": "2026-01-01", "min_temperature_c": "-15", "avg_temperature_c": "-8",
    "max_temperature_c": "1",
}
CASES = [
    ("temperatures_in_order", {"avg_temperature_c": "2"}, {"avg_temperature_c": "1"}),
    ("temperatures_in_order", {"min_temperature_c": "-7"}, {"min_temperature_c": "-8"}),
]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] for case in CASES])
def test_rule_is_broken_by_the_example_only(shown, number):
    assert shown[number] == (set(CASES[number][0].split()), set())


def test_every_rule_has_an_example(contracts):
    assert {rule for case in CASES for rule in case[0].split()} == set(contracts.tables[TABLE].rules)
