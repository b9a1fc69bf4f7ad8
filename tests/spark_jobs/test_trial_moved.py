"""Two versions of the marts, held against each other."""

import math

import pandas as pd

from spark_jobs.marts import ADDED, Mart
from spark_jobs.trial.moved import Figure, Rows, compare

KPI = Mart("wall_kpi", "核心指标", {**ADDED, "region_code": ("string", "区划"), "region_name": ("string", "区划名称"),
                               "metric_code": ("string", "指标"), "metric_name": ("string", "指标名称"), "value": ("double", "值"),
                               "period_from": ("date", "起始")}, ("region_code", "metric_code"))
UNIT = Mart("wall_unit_rank", "单位排序", {**ADDED, "unit_id": ("string", "单位编号"), "unit_name": ("string", "名称"),
                                      "score": ("double", "得分"), "grade_name": ("string", "等级")}, ("unit_id",))
LIST = Mart("wall_unit_event", "单位事件", {"unit_id": ("string", "单位编号"), "amount": ("int", "数")})


def kpi(*rows: tuple) -> dict[str, pd.DataFrame]:
    return {"wall_kpi": pd.DataFrame(rows, columns=["region_code", "metric_code", "metric_name", "value"])}


def units(*rows: tuple) -> dict[str, pd.DataFrame]:
    return {"wall_unit_rank": pd.DataFrame(rows, columns=["unit_id", "unit_name", "score", "grade_name"])}


def test_only_a_figure_that_moved_is_named_with_its_place():
    before = kpi(("630000", "fire", "火灾起数", 23.0), ("630000", "death", "死亡人数", 1.0))
    after = kpi(("630000", "fire", "火灾起数", 21.0), ("630000", "death", "死亡人数", 1.0))
    found = compare({"wall_kpi": KPI}, before, after)
    assert found.figures == [Figure("核心指标", "630000 · 火灾起数（fire）", "值", 23.0, 21.0)]
    assert math.isclose(found.figures[0].ratio, -2 / 23)
    assert found.rows == [Rows("核心指标", 2, 2, gone=0, new=0, moved=1)] and found.grades == []


def test_rows_that_come_and_go_are_figures_with_one_side():
    found = compare({"wall_kpi": KPI}, kpi(("1", "fire", "起数", 3.0)), kpi(("2", "fire", "起数", 3.0)))
    assert [(f.place, f.before, f.after, f.ratio) for f in found.figures] == [("1 · 起数（fire）", 3.0, None, None),
                                                                            ("2 · 起数（fire）", None, 3.0, None)]
    assert found.rows == [Rows("核心指标", 1, 1, gone=1, new=1, moved=0)]


def test_a_figure_that_becomes_unknown_moved():
    found = compare({"wall_kpi": KPI}, kpi(("1", "share", "率", 0.5)), kpi(("1", "share", "率", None)))
    assert [(f.before, f.after) for f in found.figures] == [(0.5, None)]


def test_the_last_digits_of_a_sum_and_two_unknowns_are_no_change():
    before, after = kpi(("1", "a", "甲", 0.1 + 0.2), ("1", "b", "乙", None)), kpi(("1", "a", "甲", 0.3), ("1", "b", "乙", None))
    assert compare({"wall_kpi": KPI}, before, after).figures == []


def test_a_value_that_leaves_zero_moved_and_has_no_ratio():
    found = compare({"wall_kpi": KPI}, kpi(("1", "a", "甲", 0.0)), kpi(("1", "a", "甲", 2.0)))
    assert [(f.before, f.after, f.ratio) for f in found.figures] == [(0.0, 2.0, None)]


def test_numbers_a_database_hands_over_as_text_are_numbers():
    found = compare({"wall_kpi": KPI}, kpi(("1", "loss", "损失", "12.50")), kpi(("1", "loss", "损失", 12.5)))
    assert found.figures == []


def test_units_are_counted_and_named_only_where_their_grade_is_another():
    before = units(("u1", "甲店", 10.0, "黄"), ("u2", "乙店", 20.0, "橙"), ("u3", "丙店", 5.0, None))
    after = units(("u1", "甲店", 11.0, "黄"), ("u2", "乙店", 20.0, "红"), ("u3", "丙店", 5.0, "蓝"))
    found = compare({"wall_unit_rank": UNIT}, before, after)
    assert found.figures == []
    assert found.grades == [("u2", "乙店", "橙", "红"), ("u3", "丙店", "—", "蓝")]
    assert found.rows == [Rows("单位排序", 3, 3, gone=0, new=0, moved=1)]


def test_a_column_that_is_new_or_gone_is_a_figure():
    before = kpi(("1", "a", "甲", 2.0))
    after = {"wall_kpi": before["wall_kpi"].drop(columns="value")}
    assert [(f.before, f.after) for f in compare({"wall_kpi": KPI}, before, after).figures] == [(2.0, None)]
    assert [(f.before, f.after) for f in compare({"wall_kpi": KPI}, after, before).figures] == [(None, 2.0)]


def test_of_a_list_without_a_key_and_of_a_mart_on_one_side_only_the_rows_are_counted():
    rows = {"wall_unit_event": pd.DataFrame({"unit_id": ["u1"], "amount": [1]})}
    more = {"wall_unit_event": pd.DataFrame({"unit_id": ["u1", "u2"], "amount": [1, 2]})}
    found = compare({"wall_unit_event": LIST, "wall_kpi": KPI}, rows, more | kpi(("1", "a", "甲", 1.0)))
    assert found.rows == [Rows("核心指标", None, 1), Rows("单位事件", 1, 2)] and found.touched == 2


def test_rows_of_single_things_that_move_are_counted_though_no_figure_does():
    before, after = units(("u1", "甲店", 10.0, "黄")), units(("u1", "甲店", 11.0, "黄"))
    found = compare({"wall_unit_rank": UNIT}, before, after)
    assert (found.figures, found.grades, found.touched) == ([], [], 1)


def test_what_tells_of_deliveries_and_reports_is_not_held_against_a_rule():
    quality = Mart("wall_quality", "数据质量", {"feed": ("string", "源"), "loaded_count": ("bigint", "行")}, ("feed",))
    frames = [{"wall_quality": pd.DataFrame({"feed": ["f"], "loaded_count": [n]})} for n in (1, 2)]
    assert compare({"wall_quality": quality}, *frames) == compare({}, {}, {})
