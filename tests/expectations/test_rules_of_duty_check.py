"""Rules of silver.duty_check: each broken by an example and kept by a legal near miss."""

import pytest

TABLE = "silver.duty_check"
LEGAL = {
    "check_id": "C1", "transmitter_id": "T1", "asked_at": "2026-03-02 02:00:00", "answered_at": "2026-03-02 02:05:00",
    "result_code": "1",
}
CASES = [
    ("answered_after_asked", {"answered_at": "2026-03-02 01:59:59"}, {"answered_at": "2026-03-02 02:00:00"}),
    ("answer_has_time", {"answered_at": None}, {"answered_at": None, "result_code": "2"}),
]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] for case in CASES])
def test_rule_is_broken_by_the_example_only(shown, number):
    assert shown[number] == (set(CASES[number][0].split()), set())


def test_every_rule_has_an_example(contracts):
    assert {rule for case in CASES for rule in case[0].split()} == set(contracts.tables[TABLE].rules)
