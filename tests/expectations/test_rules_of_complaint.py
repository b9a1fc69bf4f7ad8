"""Rules of silver.complaint: each broken by an example and kept by a legal near miss."""

import pytest

TABLE = "silver.complaint"
LEGAL = {
    "complaint_id": "B1", "accepted_at": "2026-03-02 02:00:00", "examined_at": "2026-03-03 02:00:00",
    "is_true": "true", "replied_at": "2026-03-05 02:00:00",
}
CASES = [
    ("examined_after_accepted", {"examined_at": "2026-03-02 01:59:59"}, {"examined_at": "2026-03-02 02:00:00"}),
    ("replied_after_examined", {"replied_at": "2026-03-03 01:59:59"}, {"replied_at": "2026-03-03 02:00:00"}),
    ("truth_is_examined", {"examined_at": None}, {"examined_at": None, "is_true": None}),
]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] for case in CASES])
def test_rule_is_broken_by_the_example_only(shown, number):
    assert shown[number] == (set(CASES[number][0].split()), set())


def test_every_rule_has_an_example(contracts):
    assert {rule for case in CASES for rule in case[0].split()} == set(contracts.tables[TABLE].rules)
