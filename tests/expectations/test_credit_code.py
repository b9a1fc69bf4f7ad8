"""Check digits of the unified social credit code, on codes that were published."""

import pytest


@pytest.mark.parametrize("code", [
    "91350100M000100Y43", "91110000600037341L", "91630102MA7XQH016U", "12630000000000019A", "92632801MABCDE12X7",
])
def test_valid_code_breaks_no_rule(breaks, code):
    assert breaks("silver.enterprise", {"credit_code": code}) == [set()]


@pytest.mark.parametrize("code", [
    "91110000600037342L",       # one digit typed wrongly: should end in P
    "91350100M000100Y4",        # a character lost
    "91350100M000100Y433",      # a character too many
    "91350100m000100y43",       # lower case
    "91350100M0001OOY43",       # letter O, which the alphabet lacks
    "19350100M000100Y43",       # two characters swapped
])
def test_mistyped_code_is_noticed(breaks, code):
    assert "credit_code_check" in breaks("silver.enterprise", {"credit_code": code})[0]
