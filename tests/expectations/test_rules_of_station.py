"""Rules of silver.station: each broken by an example and kept by a legal near miss."""

import pytest

TABLE = "silver.station"
LEGAL = {
    "station_code": "63010201", "station_name": "城东站", "region_code": "630102", "longitude": "101.78",
    "latitude": "36.62",
}
CASES = [
    ("station_code_by_region", {"region_code": "630103"}, {"station_code": "63010202"}),
    ("coordinates_in_china", {"longitude": "0", "latitude": "0"}, {"longitude": None, "latitude": None}),
]


@pytest.mark.parametrize("rules, broken, near_miss", CASES, ids=[case[0] for case in CASES])
def test_rule_is_broken_by_the_example_only(breaks, rules, broken, near_miss):
    assert breaks(TABLE, LEGAL | broken, LEGAL | near_miss) == [set(rules.split()), set()]


def test_every_rule_has_an_example(contracts):
    assert {rule for case in CASES for rule in case[0].split()} == set(contracts.tables[TABLE].rules)
