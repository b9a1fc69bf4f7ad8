"""Rules of silver.alarm_disposal: each broken by an example and kept by a legal near miss."""

import pytest

TABLE = "silver.alarm_disposal"
LEGAL = {
    "disposal_id": "C1", "device_id": "D1", "alarmed_at": "2026-03-02 02:00:00", "disposed_at": "2026-03-02 02:05:00",
    "outcome_code": "2",
}
CASES = [
    ("disposed_after_alarm", {"disposed_at": "2026-03-02 01:59:59"}, {"disposed_at": "2026-03-02 02:00:00"}),
    ("outcome_has_time", {"disposed_at": None}, {"disposed_at": None, "outcome_code": None}),
]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] for case in CASES])
def test_rule_is_broken_by_the_example_only(shown, number):
    assert shown[number] == (set(CASES[number][0].split()), set())


def test_every_rule_has_an_example(contracts):
    assert {rule for case in CASES for rule in case[0].split()} == set(contracts.tables[TABLE].rules)
