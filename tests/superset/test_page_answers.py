"""The small answers of the wall's own: colours are not stored by viewers, jurisdictions follow region codes."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def access():
    sys.path.insert(0, str(ROOT / "superset"))
    import access

    yield access
    sys.path.remove(str(ROOT / "superset"))


@pytest.mark.parametrize(("code", "clause"), [
    ("630000", "region_code like '63%'"), ("630100", "region_code like '6301%'"), ("630102", "region_code like '630102%'"),
    ("632857", "region_code like '632857%'"), ("", "1 = 0"), (None, "1 = 0"), ("000000", "1 = 0"), ("63' or '1", "1 = 0"),
])
def test_a_jurisdiction_is_the_stem_of_a_region_code_and_nothing_when_there_is_none(access, code, clause):
    assert access.jurisdiction({"region_code": code}) == clause
