"""Rules of silver.enterprise: each broken by an example and kept by a legal near miss."""

import pytest

TABLE = "silver.enterprise"
LEGAL = {"credit_code": "92632801MABCDE12X7", "enterprise_name": "格尔木某餐馆"}
CASES = [
    ("credit_code_check", {"credit_code": "92632801MABCDE12X8"}, {"credit_code": "12630000000000019A"}),
    ("organisation_code_check", {"credit_code": "91630102MA7XQH017Y"}, {"credit_code": "91630102MA7XQH016U"}),
]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] for case in CASES])
def test_rule_is_broken_by_the_example_only(shown, number):
    assert shown[number] == (set(CASES[number][0].split()), set())


def test_every_rule_has_an_example(contracts):
    assert {rule for case in CASES for rule in case[0].split()} == set(contracts.tables[TABLE].rules)
