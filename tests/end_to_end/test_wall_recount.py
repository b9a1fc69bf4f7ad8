"""Every KPI, map cell, series and ranking of the published wall against an independent count in plain pandas."""

import random

import pandas as pd
import pytest

from tests.end_to_end.recount import compare, marts, months
from tests.end_to_end.recount.facts import Facts
from tests.end_to_end.recount.known import Known
from tests.end_to_end.recount.model import Model, newest

pytestmark = pytest.mark.lake


@pytest.fixture(scope="module")
def recount(wall) -> marts.Recount:
    """The counted wall beside the published one."""
    known = Known(wall.province.folder, wall.day)
    scores = {name: newest(rows, known.day) for name, rows in wall.model.items()}
    shown = compare.published(wall.uri)
    told = {d["delivery"]: pd.Timestamp(d["as_of"]).tz_convert("UTC").tz_localize(None) for d in wall.deliveries}
    for name in ("wall_unit_event", "wall_unit_page"):
        shown[name]["said_at"] = shown[name].delivery_id.map(told)
    page = shown["wall_unit_page"]
    page["is_doubtful"] = page["flags"] != ""
    page["tags_since"] = [_since(text) for text in page.tag_evidence_text]
    return marts.Recount(Facts(known), Model(scores["fire_risk"], scores["region_risk"], scores["org_risk"]), shown)


def _since(evidence: str | None) -> dict | None:
    """Tag → day it was assigned, out of the lines `标签（自 2026-01-31）：依据`."""
    if evidence is None:
        return None
    heads = (line.split("）：", 1)[0] for line in evidence.split("\n"))
    return {tag: pd.Timestamp(day).date() for tag, day in (head.split("（自 ") for head in heads)}


@pytest.mark.parametrize("mart", marts.KEYS)
def test_every_row_and_cell_of_a_mart_equals_the_count(recount, mart):
    told = compare.differences(recount.counted(mart), recount.shown[mart], marts.KEYS[mart])
    assert not told, f"{len(told)} differences, the first:\n" + "\n".join(told[:40])
