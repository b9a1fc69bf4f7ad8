"""Rules of silver.enforcement_document: each broken by an example and kept by a legal near miss."""

import pytest

TABLE = "silver.enforcement_document"
LEGAL = {
    "document_id": "W1", "inspection_id": "J1", "kind_code": "2", "issued_at": "2026-03-02 02:00:00",
    "served_at": "2026-03-02 04:00:00", "due_date": "2026-03-09",
}
CASES = [
    ("served_after_issued", {"served_at": "2026-03-02 01:59:59"}, {"served_at": "2026-03-02 02:00:00"}),
    ("due_after_issued", {"due_date": "2026-03-01"}, {"due_date": "2026-03-02"}),
    ("limit_has_due_date", {"due_date": None}, {"due_date": None, "kind_code": "1"}),
]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] for case in CASES])
def test_rule_is_broken_by_the_example_only(shown, number):
    assert shown[number] == (set(CASES[number][0].split()), set())


def test_every_rule_has_an_example(contracts):
    assert {rule for case in CASES for rule in case[0].split()} == set(contracts.tables[TABLE].rules)
