"""wall_fire_month and wall_inspection_month: series by local month, and the rates drawn from them."""

from __future__ import annotations

import pandas as pd

from tests.end_to_end.recount.facts import Facts
from tests.end_to_end.recount.known import named
from tests.end_to_end.recount.measures import SERIOUS

FIRE_KEY = ["month", "region_code", "prefecture_name", "kind_name", "cause_name", "grade_name", "same_rule_grade_name"]
VISIT_KEY = ["month", "region_code", "prefecture_name", "form_name", "arm_code"]


def wall_fire_month(facts: Facts) -> pd.DataFrame:
    """Grain: month × region × object × cause × reported grade × grade by today's rule."""
    fire = facts.fire
    hurt = _sum_known(fire.serious_injury_count, fire.minor_injury_count)
    return _grouped(pd.DataFrame({
        "month": _month(fire.date), "region_code": fire.region_code, "prefecture_name": _prefecture(facts, fire),
        "kind_name": named(fire.kind_code, "fire_kind"), "cause_name": named(fire.cause_code, "fire_cause"),
        "grade_name": named(fire.grade_code, "fire_grade"),
        "same_rule_grade_name": named(fire.same_rule, "fire_grade"),
        "fire_count": 1, "death_count": fire.death_count, "injury_count": hurt,
        "direct_loss_yuan": fire.direct_loss_yuan}), FIRE_KEY)


def wall_inspection_month(facts: Facts) -> pd.DataFrame:
    """Grain: month of the visit × region × form × way of drawing. What a visit found counts in its month."""
    visit, hazard = facts.visit, facts.hazard
    found = hazard.groupby("inspection_id").size()
    closed = hazard[hazard.closed.notna()].groupby("inspection_id").size()
    return _grouped(pd.DataFrame({
        "month": _month(visit.date), "region_code": visit.region_code, "prefecture_name": _prefecture(facts, visit),
        "form_name": named(visit.form_code, "inspection_form"), "arm_code": visit.arm_code,
        "inspection_count": 1, "closed_count": visit.closed.notna().astype(int),
        "failed_count": (visit.closed.notna() & (visit.result_code == "2")).astype(int),
        "violation_count": visit.inspection_id.map(found), "closed_violation_count": visit.inspection_id.map(closed)}), VISIT_KEY)


def fires_by_month_and_cause(facts: Facts) -> pd.DataFrame:
    """The bars 每月火灾起数（按起火原因）."""
    fire = facts.fire
    rows = pd.DataFrame({"month": _month(fire.date), "cause_name": named(fire.cause_code, "fire_cause")})
    return rows.value_counts(dropna=False).reset_index(name="fires")


def serious_fires_by_month(facts: Facts) -> pd.DataFrame:
    """The lines 较大及以上火灾, as reported and by today's rule."""
    fire = facts.fire
    return pd.DataFrame({"month": _month(fire.date), "serious_reported": fire.grade_code.isin(SERIOUS).astype(int),
                         "serious_same_rule": fire.same_rule.isin(SERIOUS).astype(int)}).groupby("month").sum().reset_index()


def causes_of_the_year(facts: Facts) -> pd.DataFrame:
    """The ranking 近12个月起火原因: fires by cause, over the twelve months that end with the one of the day."""
    first = facts.day.replace(day=1) - pd.DateOffset(months=11)
    fire = facts.fire[facts.fire.date >= first]
    return named(fire.cause_code, "fire_cause").value_counts(dropna=False).rename_axis("cause_name").reset_index(name="fires")


def rates_by_month(facts: Facts) -> pd.DataFrame:
    """The lines 检查不合格率 and 隐患闭环率 by month of the visit."""
    visit, hazard = facts.visit, facts.hazard
    closed = visit[visit.closed.notna()]
    month_of = visit.set_index("inspection_id").date.map(_first)
    of_visit = hazard.assign(month=hazard.inspection_id.map(month_of)).dropna(subset="month")
    return pd.DataFrame({
        "failed_share": (closed.result_code == "2").groupby(_month(closed.date)).mean(),
        "closed_share": of_visit.closed.notna().groupby(of_visit.month).mean()},
        index=sorted(_month(visit.date).unique())).rename_axis("month").reset_index()


def _first(day):
    return day.replace(day=1).date()


def _month(days: pd.Series) -> pd.Series:
    return days.map(_first)


def _prefecture(facts: Facts, rows: pd.DataFrame) -> pd.Series:
    return rows.region_code.map(facts.region.prefecture_name)


def _sum_known(*columns: pd.Series) -> pd.Series:
    return sum(pd.to_numeric(c).fillna(0) for c in columns)


def _grouped(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    amounts = [c for c in rows if c not in key]
    rows[amounts] = rows[amounts].where(rows[amounts].notna(), 0)
    return rows.groupby(key, dropna=False)[amounts].sum().reset_index()
