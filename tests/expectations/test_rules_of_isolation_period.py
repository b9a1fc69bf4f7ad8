"""Rules of silver.isolation_period: each broken by an example and kept by a legal near miss."""

import pytest

TABLE = "silver.isolation_period"
LEGAL = {
    "isolation_id": "P1", "device_id": "D1", "started_at": "2026-03-02 02:00:00", "ended_at": "2026-03-02 04:00:00",
}
CASES = [
    ("ended_after_started", {"ended_at": "2026-03-02 01:59:59"}, {"ended_at": "2026-03-02 02:00:00"}),
]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] for case in CASES])
def test_rule_is_broken_by_the_example_only(shown, number):
    assert shown[number] == (set(CASES[number][0].split()), set())


def test_every_rule_has_an_example(contracts):
    assert {rule for case in CASES for rule in case[0].split()} == set(contracts.tables[TABLE].rules)
