"""wall_kpi: every key figure × region, with the same figure a year before (上年同期) and its change (同比)."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from tests.end_to_end.recount import measures as m
from tests.end_to_end.recount.facts import Facts
from tests.end_to_end.recount.model import Model

YEAR, SO_FAR, NOW = m.twelve_months, m.this_year, m.today
# code: title, period, what is counted, out of what. A figure out of nothing does not exist.
FIGURES = {
    "fire_count_12m": ("近12个月火灾起数", YEAR, m.fires, None),
    "unit_fire_count_12m": ("近12个月单位火灾起数", YEAR, m.unit_fires, None),
    "serious_fire_count_12m": ("近12个月较大以上火灾起数（现行口径）", YEAR, m.serious_fires, None),
    "death_count_12m": ("近12个月火灾死亡人数", YEAR, m.of_fires("death_count"), None),
    "serious_injury_count_12m": ("近12个月火灾重伤人数", YEAR, m.of_fires("serious_injury_count"), None),
    "minor_injury_count_12m": ("近12个月火灾轻伤人数", YEAR, m.of_fires("minor_injury_count"), None),
    "direct_loss_yuan_12m": ("近12个月直接经济损失", YEAR, m.of_fires("direct_loss_yuan"), None),
    "fire_count_ytd": ("今年以来火灾起数", SO_FAR, m.fires, None),
    "death_count_ytd": ("今年以来火灾死亡人数", SO_FAR, m.of_fires("death_count"), None),
    "direct_loss_yuan_ytd": ("今年以来直接经济损失", SO_FAR, m.of_fires("direct_loss_yuan"), None),
    "inspection_count_12m": ("近12个月检查次数", YEAR, m.visits, None),
    "failed_inspection_ratio_12m": ("近12个月检查不合格率", YEAR, m.failed_visits, m.closed_visits),
    "violation_count_12m": ("近12个月发现隐患数", YEAR, m.hazards, None),
    "closed_violation_ratio_12m": ("近12个月隐患闭环率", YEAR, m.closed_hazards, m.hazards),
    "open_violation_count": ("未闭环隐患数", NOW, m.open_hazards, None),
    "unit_count": ("在册单位数", NOW, m.units, None),
    "key_unit_count": ("消防安全重点单位数", NOW, m.key_units, None),
    "networked_unit_ratio": ("单位联网率", NOW, m.networked_units, m.units),
    "device_count": ("联网设备数", NOW, m.devices, None),
    "online_device_ratio": ("物联设备在线率", NOW, m.online_devices, m.devices),
    "fire_alarm_count_12m": ("近12个月设备火警数", YEAR, m.fire_alarms, None),
    "verified_alarm_ratio_12m": ("近12个月火警核实率", YEAR, m.verified_alarms, m.fire_alarms),
    "false_alarm_ratio_12m": ("近12个月误报率", YEAR, m.false_alarms, m.verified_alarms),
}
HIGH = ("high_unit_count", "高风险单位数")     # 红, 橙; only the newest scores are kept, so nothing is known of last year


def wall_kpi(facts: Facts, model: Model) -> pd.DataFrame:
    """Grain: region × figure."""
    rows = []
    for code, (title, period, counted, out_of) in FIGURES.items():
        now, then = (_figure(facts, counted, out_of, period(at)) for at in (facts.day, m.year_before(facts.day)))
        rows += [_row(facts, region, code, title, now[region], then[region], period(facts.day)) for region in facts.region.index]
    high = m.tally(facts.region, model.units.region_code[model.is_high])
    rows += [_row(facts, region, *HIGH, high[region], None, NOW(facts.day)) for region in facts.region.index]
    return pd.DataFrame(rows)


def _figure(facts: Facts, counted: m.Measure, out_of: m.Measure | None, period: m.Period) -> dict[str, Decimal | None]:
    part = m.per_region(facts, counted, period)
    if out_of is None:
        return part
    whole = m.per_region(facts, out_of, period)
    return {region: part[region] / whole[region] if whole[region] else None for region in part}


def _row(facts: Facts, region: str, code: str, title: str, value, previous, period: m.Period) -> dict:
    change = (value - previous) / previous if value is not None and previous else None
    return {"region_code": region, "metric_code": code, "metric_name": title,
            "prefecture_name": facts.region.prefecture_name[region],
            "value": None if value is None else float(value), "previous_value": None if previous is None else float(previous),
            "change_ratio": None if change is None else float(change),
            "period_from": (period.after + pd.Timedelta(days=1)).date(), "period_to": period.until.date()}
