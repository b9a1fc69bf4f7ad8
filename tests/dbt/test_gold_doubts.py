"""What cannot be is unknown to every figure, and last year's figure is what could be said a year before."""

import pytest

from tests.dbt import province

pytestmark = pytest.mark.lake

LONG_AGO = {"_seen_from": "2024-01-01 00:00:00", "known_from": "2024-01-01 00:00:00"}
PLACE = {"region_code": "111", "org_code": "11100"}


def _fire(fire_id, at, **more):
    return {"fire_id": fire_id, "fire_at": at, "kind_code": "1", "grade_code": "4", "death_count": 0,
            "serious_injury_count": 0, "minor_injury_count": 0, "direct_loss_yuan": 100} | PLACE | LONG_AGO | more


FIRES = [
    _fire("F1", "2026-02-01 04:00:00", death_count=900_000_000, _flags="death_count_range"),
    _fire("F2", "2026-03-01 04:00:00", direct_loss_yuan=-100, _flags="direct_loss_yuan_range|loss_is_sum_of_parts"),
    # Three dead are a 较大 fire although nobody knows the loss; it lies in the future and counts on the day of the call.
    _fire("F3", "2099-04-01 04:00:00", received_at="2026-04-01 04:10:00", death_count=3, direct_loss_yuan=None,
          _flags="fire_at_not_after|direct_loss_yuan_type"),
    _fire("F4", None, death_count=1, known_from="2026-05-02 15:59:59", _flags="fire_at_required"),
    _fire("F5", "2026-06-01 04:00:00", direct_loss_yuan=None, damage_yuan=29_000_000, disposal_cost_yuan=600_000,
          injury_cost_yuan=-1, other_cost_yuan=500_000, region_code="112", _flags="direct_loss_yuan_type|injury_cost_yuan_range"),
    _fire("F6", "2026-06-02 04:00:00", direct_loss_yuan=None, disposal_cost_yuan=40_000_000, region_code="112",
          _flags="direct_loss_yuan_type|damage_yuan_type"),
    _fire("F7", "2026-06-03 04:00:00", direct_loss_yuan=None, damage_yuan=900, disposal_cost_yuan=100, region_code="112"),
]
# Counties whose parent is empty, wrong, or none that exists (a county right below the province), by codes of GB/T 2260.
COUNTY = [{"region_code": "630000", "level_code": "province"},
          {"region_code": "630200", "region_name": "海东市", "level_code": "prefecture", "parent_code": "630000"},
          {"region_code": "630203", "level_code": "county", "_flags": "only_province_has_no_parent"},
          {"region_code": "630222", "level_code": "county", "parent_code": "630299", "_flags": "parent_code_code"},
          {"region_code": "639001", "level_code": "county", "parent_code": "639000"}]
# Of three visits two years in a row, two were closed within the year they were made.
VISITS = [
    {"inspection_id": f"I{year}{n}", "unit_id": "U1", "checked_at": f"{year}-03-0{n} 02:00:00", "closed_at": closed,
     "result_code": "2" if n == 1 else "1"} | PLACE | LONG_AGO | {"known_from": closed or "2024-01-01 00:00:00"}
    for year in (2025, 2026) for n, closed in ((1, f"{year}-04-01 02:00:00"), (2, f"{year}-04-01 02:00:00"),
                                               (3, "2025-09-01 02:00:00" if year == 2025 else None))]
VIOLATIONS = [
    {"violation_id": f"V{year}{n}", "inspection_id": f"I{year}1", "unit_id": "U1", "item_code": "10",
     "found_at": f"{year}-03-01 02:00:00", "rectified_at": right} | LONG_AGO | more
    for year in (2025, 2026) for n, right, more in (
        (1, f"{year}-03-20 02:00:00", {}), (2, "2025-09-01 02:00:00" if year == 2025 else None, {}),
        (3, "1900-01-01 00:00:00", {"_flags": "rectified_at_range"}))]
# A unit whose register entry closes it in 1900 goes on; one was listed last year and is gone.
UNITS = [
    {"unit_id": "U1", "unit_name": "商场", "closed_date": "1900-01-01", "_flags": "closed_date_range"} | PLACE | LONG_AGO,
    {"unit_id": "U2", "unit_name": "旅馆", "longitude": 101.0, "latitude": 96.0, "_flags": "latitude_range"} | PLACE | LONG_AGO,
    {"unit_id": "U3", "unit_name": "旧厂"} | PLACE | LONG_AGO | {"_seen_to": "2026-01-31 15:59:59"},
]
SCORES = {"as_of_date": "2026-07-01", "model_version": "m1", "expected_fire_count": 1.5, "grade_code": "1", "rank_low": 1,
          "rank_high": 1}


@pytest.fixture(scope="module")
def gold(lake):
    """The built province; asks with SQL, answers with lists of tuples of text."""
    made = lake("doubts")
    made.given(region=province.REGIONS + COUNTY, fire_org=province.ORGS, fire=FIRES, inspection=VISITS,
               violation=VIOLATIONS, unit=UNITS, model__region_risk=[{"region_code": "10", "level": "province"} | SCORES])
    made.build(province.AS_OF, "+wall_kpi", "+wall_region", "+wall_unit_point", labels=province.LABELS)
    return lambda query: [tuple(None if v is None else str(v) for v in row.values()) for row in made.rows(query)]


def _figures(gold, *codes: str) -> list[tuple]:
    listed = ", ".join(f"'{code}'" for code in codes)
    return gold("select metric_code, round(value, 6), round(previous_value, 6) from gold.wall_kpi "
                f"where region_code = '111' and metric_code in ({listed}) order by metric_code")


def test_a_fire_whose_time_cannot_be_was_when_the_call_came_or_when_it_was_told(gold):
    assert gold("select fire_id, fire_at from gold.topic_fire where fire_id in ('F3', 'F4') order by fire_id") == [
        ("F3", "2026-04-01 04:10:00"), ("F4", "2026-05-02 15:59:59")]


def test_nobody_adds_up_what_cannot_be_and_no_deadly_fire_is_lost(gold):
    assert _figures(gold, "fire_count_12m", "death_count_12m", "direct_loss_yuan_12m", "serious_fire_count_12m") == [
        ("death_count_12m", "4.0", "0.0"), ("direct_loss_yuan_12m", "200.0", "0.0"), ("fire_count_12m", "4.0", "0.0"),
        ("serious_fire_count_12m", "1.0", "0.0")]


def test_a_share_is_exact_and_last_years_is_the_one_of_last_year(gold):
    # Found 2025: one of three was put right by 2025-06-30; the visit closed in September was open then.
    assert _figures(gold, "closed_violation_ratio_12m", "failed_inspection_ratio_12m", "open_violation_count") == [
        ("closed_violation_ratio_12m", "0.333333", "0.333333"), ("failed_inspection_ratio_12m", "0.5", "0.5"),
        ("open_violation_count", "3.0", "2.0")]


def test_a_stock_of_last_year_is_read_from_the_register_of_last_year(gold):
    assert _figures(gold, "unit_count", "device_count") == [("device_count", "0.0", None), ("unit_count", "2.0", "3.0")]


def test_a_place_alone_in_its_level_has_no_rank(gold):
    assert gold("select expected_fire_count, rank_low, rank_high, rank_text from gold.wall_region where region_code = '10'") == [
        ("1.5", None, None, None)]


def test_a_unit_is_not_drawn_where_it_cannot_be(gold):
    assert gold("select unit_id from gold.wall_unit_point") == []


def test_a_county_without_a_parent_that_exists_hangs_where_its_code_says(gold):
    assert gold("select region_code, parent_code, prefecture_name, concat_ws('>', path_codes) from gold.region_path "
                "where region_code like '63%' order by region_code") == [
        ("630000", None, None, "630000"), ("630200", "630000", "海东市", "630200>630000"),
        ("630203", "630200", "海东市", "630203>630200>630000"), ("630222", "630200", "海东市", "630222>630200>630000"),
        ("639001", "630000", None, "639001>630000")]


def test_an_unknown_loss_is_at_least_its_known_parts_and_known_when_none_is_in_doubt(gold):
    assert gold("select fire_id, direct_loss_yuan, rule_grade_code, same_rule_grade_code from gold.topic_fire "
                "where fire_id in ('F5', 'F6', 'F7') order by fire_id") == [
        ("F5", None, None, "3"), ("F6", None, None, "3"), ("F7", None, "4", "4")]
