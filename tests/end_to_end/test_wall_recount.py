"""Every KPI, map cell, series and ranking of the published wall against an independent count in plain pandas."""

import datetime as dt
import random
from decimal import Decimal

import pandas as pd
import pytest

from tests.end_to_end.recount import compare, drawn, evidence, marts, months
from tests.end_to_end.recount.facts import Facts
from tests.end_to_end.recount.known import Known
from tests.end_to_end.recount.model import Model, newest

pytestmark = [pytest.mark.lake, pytest.mark.full, pytest.mark.timeout(3600)]  # too long for every day

BASIS, SCORE = "wall_basis", "wall_score"  # scores are those of the report, which test_monthly counts by hand
# What a mart tells beside its counts: when, by which delivery, in which words. Other tests look at each.
TOLD = {
    "wall_unit_event": {"delivery_id"}, "wall_unit_page": {"delivery_id", "flags", "tag_evidence_text"},
    "wall_quality": {"last_received_at", "audited_version_at"},
    "wall_publication": {"published_at", "checksum", "notice"},
}


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
    page["is_doubtful"] = (page["flags"] != "").astype(object)
    page["tags_since"] = page.tag_evidence_text.map(evidence.since, na_action="ignore")
    return marts.Recount(Facts(known), Model(scores["fire_risk"], scores["region_risk"], scores["org_risk"]), shown)


@pytest.mark.parametrize("mart", marts.KEYS)
def test_every_row_and_cell_of_a_mart_equals_the_count(recount, mart):
    told = compare.differences(recount.counted(mart), recount.shown[mart], marts.KEYS[mart])
    assert not told, f"{len(told)} differences, the first:\n" + "\n".join(told[:40])


def test_every_published_mart_and_column_is_counted(recount):
    assert set(recount.shown) == {*marts.KEYS, BASIS, SCORE}
    for mart, rows in recount.shown.items():
        assert mart in (BASIS, SCORE) or set(rows) - set(recount.counted(mart)) == TOLD.get(mart, set()), mart


def test_the_records_behind_every_figure_of_every_region_add_up_to_it(recount):
    basis, figures, parents = recount.shown[BASIS], recount.shown["wall_kpi"], recount.facts.region.parent_code
    own = figures[["metric_code", "region_code"]].assign(part_amount=0.0, whole_amount=0.0)
    placed = basis.assign(region_code=basis.region_code.map(lambda code: [code, *_above(parents, code)])).explode("region_code")
    sums = pd.concat([own, placed]).groupby(["metric_code", "region_code"])[["part_amount", "whole_amount"]].sum()
    ratios = set(basis.metric_code[basis.whole_amount.notna()])
    wrong = [(f.metric_code, f.region_code, f.value) for f in figures.itertuples()
             if not _is(f.value, *sums.loc[f.metric_code, f.region_code], f.metric_code in ratios)]
    assert wrong == [] and len(ratios) == 6 and len(basis) > 1000


def test_the_records_behind_a_figure_name_the_files_they_came_in(recount):
    basis = recount.shown[BASIS]
    came = basis[basis.source_table != "model.fire_risk"]
    assert came.file_text.str.fullmatch(r"(.+（SHA-256 [0-9a-f]{64}）；?)+", na=False).all()


def _above(parents: pd.Series, code: str) -> list[str]:
    """The regions above a region."""
    parent = parents.get(code)
    return [] if parent is None or pd.isna(parent) else [parent, *_above(parents, parent)]


def _is(value, part: float, whole: float, is_ratio: bool) -> bool:
    """Whether the figure is what its records come to; a ratio of nothing is none."""
    if is_ratio and not whole:
        return pd.isna(value)
    return abs(value - (part / whole if is_ratio else part)) <= 1e-6 * max(1, abs(part))


@pytest.mark.parametrize("mart", marts.KEYS)
def test_one_wrong_value_in_any_column_is_reported_with_its_row(recount, mart):
    counted, key, rng = recount.counted(mart), marts.KEYS[mart], random.Random(mart)
    for column in (c for c in counted if c not in key):
        copy = recount.shown[mart].copy()
        row = rng.choice(copy.index)
        copy.at[row, column] = _other(copy.at[row, column])
        before, told = (compare.differences(counted[[*key, column]], rows, key) for rows in (recount.shown[mart], copy))
        told = [sentence for sentence in told if sentence not in before]
        where = ", ".join(f"{k}={compare.plain(copy.at[row, k])}" for k in key)
        assert len(told) == 1 and told[0].startswith(f"{where}: {column} shows "), (column, told[:5])


@pytest.mark.parametrize("mart", marts.KEYS)
def test_a_row_that_is_missing_doubled_or_made_up_is_reported(recount, mart):
    counted, shown, key = recount.counted(mart), recount.shown[mart], marts.KEYS[mart]
    row = shown.index[random.Random(mart).randrange(len(shown))]
    without, doubled, renamed = shown.drop(index=row), pd.concat([shown, shown.loc[[row]]]), shown.copy()
    renamed.at[row, key[0]] = _other(renamed.at[row, key[0]])
    said = [[t.split(": ", 1)[1] for t in compare.differences(counted[key], copy, key)] for copy in (without, doubled, renamed)]
    assert said == [["counted, not on the wall"], ["2 rows on the wall"], ["counted, not on the wall", "on the wall, not counted"]]


def _other(value):
    """A different value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float, Decimal)):
        return value + 1
    if isinstance(value, (dt.date, pd.Timestamp)):
        return value + dt.timedelta(days=1)
    if isinstance(value, dict):
        return {**value, "": None}
    return "?" if value is None or value is pd.NaT or pd.isna(value) else value + "?"


@pytest.mark.parametrize(("name", "count", "key"), [
    ("fire_month", months.fires_by_month_and_cause, ["month", "cause_name"]),
    ("fire_grade", months.serious_fires_by_month, ["month"]),
    ("fire_cause", months.causes_of_the_year, ["cause_name"]),
    ("inspection", months.rates_by_month, ["month"]),
])
def test_a_series_of_the_wall_draws_the_count(recount, wall, name, count, key):
    assert compare.differences(count(recount.facts), drawn.drawn(wall.uri, drawn.chart("wall", name)), key) == []


def test_the_list_of_units_goes_by_score_and_redder_grades_stand_above(recount, wall):
    listed = drawn.drawn(wall.uri, drawn.chart("wall", "units"))
    scores = recount.model.units.set_index("unit_id").reindex(listed.unit_id)
    in_order = sorted(zip(-scores.score, scores.index, scores.grade_code))
    assert [unit for _, unit, _ in in_order] == list(listed.unit_id)
    assert [g for *_, g in in_order] == sorted(scores.grade_code)


def test_the_list_of_regions_has_every_county_and_goes_by_rank(recount, wall):
    listed = drawn.drawn(wall.uri, drawn.chart("wall", "regions"))
    levels, ranks = recount.facts.region.level_code, recount.model.regions.set_index("region_code")
    counties = sorted((ranks.rank_low[c], ranks.rank_high[c], c) for c in ranks.index if levels.get(c) == "county")
    assert [c for *_, c in counties] == list(listed.region_code[: len(counties)])
    assert set(listed.region_code) == set(levels.index[levels.isin(["county", "area"])])


def test_the_points_of_a_county_have_the_grades_the_model_gave(recount):
    points, units = recount.shown["wall_unit_point"], recount.model.units
    placed = units[units.unit_id.isin(points.unit_id)]
    region = recount.facts.unit.region_code
    wanted = placed.assign(region_code=placed.unit_id.map(region)).groupby(["region_code", "grade_code"]).size()
    assert points.dropna(subset="grade_code").groupby(["region_code", "grade_code"]).size().to_dict() == wanted.to_dict()


def test_a_figure_of_the_model_adds_up_from_units_to_counties_to_the_province(recount):
    tree, regions = recount.facts.region, recount.model.regions.set_index("region_code")
    for parent in regions.index:
        below = regions.loc[[c for c in regions.index if tree.parent_code.get(c) == parent]]
        if len(below):
            assert regions.unit_count[parent] >= below.unit_count.sum()
            assert regions.high_unit_count[parent] >= below.high_unit_count.sum()


def test_evidence_of_a_tag_names_facts_of_the_unit(recount):
    told = evidence.strange(recount.facts, recount.shown["wall_unit_page"])
    assert not told, "\n".join(told[:20])


def test_doubts_and_deliveries_of_a_page_are_those_of_the_register(recount):
    page = recount.shown["wall_unit_page"].set_index("unit_id")
    for unit, demanded in recount.facts.unit._mark.items():
        assert set(filter(None, demanded.split("|"))) <= set(page["flags"][unit].split("|")), unit


def test_every_feed_was_received_and_audited_before_the_wall_was_published(recount):
    quality, published_at = recount.shown["wall_quality"], recount.shown["wall_publication"].published_at[0]
    came = quality[quality.delivery_count > 0]
    assert len(came) and all(pd.Timestamp(t) < pd.Timestamp(published_at) for t in came.last_received_at)
    assert all(pd.Timestamp(a) < pd.Timestamp(published_at) for a in came.audited_version_at)
