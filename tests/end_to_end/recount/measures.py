"""Figures per region and organisation: what happened in a period, and what stood at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from tests.end_to_end.recount.facts import Facts

SERIOUS = ("1", "2", "3")     # 较大以上: 较大, 重大, 特别重大


@dataclass(frozen=True)
class Period:
    """Local days after `after`, up to and including `until`."""

    after: pd.Timestamp
    until: pd.Timestamp

    def holds(self, days: pd.Series) -> pd.Series:
        return (days > self.after) & (days <= self.until)


def twelve_months(until: pd.Timestamp) -> Period:
    """近12个月."""
    return Period(until - pd.DateOffset(years=1), until)


def this_year(until: pd.Timestamp) -> Period:
    """今年以来."""
    return Period(pd.Timestamp(until.year - 1, 12, 31), until)


def today(until: pd.Timestamp) -> Period:
    """A stock: what stands on the day."""
    return Period(until - pd.Timedelta(days=1), until)


def year_before(day: pd.Timestamp) -> pd.Timestamp:
    """The day the same period of last year ends with."""
    return day - pd.DateOffset(years=1)


# Rows of a measure: the frame they come from and, per row, how much it counts (1 when None).
Rows = tuple[pd.DataFrame, pd.Series | None]
Measure = Callable[[Facts, Period], Rows]


def fires(facts: Facts, period: Period) -> Rows:
    return facts.fire[period.holds(facts.fire.date)], None


def unit_fires(facts: Facts, period: Period) -> Rows:
    fire, _ = fires(facts, period)
    return fire[fire.kind_code == "1"], None


def serious_fires(facts: Facts, period: Period) -> Rows:
    fire, _ = fires(facts, period)
    return fire[fire.same_rule.isin(SERIOUS)], None


def of_fires(column: str) -> Measure:
    """The sum of a column of the fires: people or yuan."""
    def measure(facts: Facts, period: Period) -> Rows:
        fire, _ = fires(facts, period)
        return fire, fire[column]
    return measure


def visits(facts: Facts, period: Period) -> Rows:
    return facts.visit[period.holds(facts.visit.date)], None


def closed_visits(facts: Facts, period: Period) -> Rows:
    """办结 by the end of the period."""
    visit, _ = visits(facts, period)
    return visit[visit.closed <= period.until], None


def failed_visits(facts: Facts, period: Period) -> Rows:
    visit, _ = closed_visits(facts, period)
    return visit[visit.result_code == "2"], None


def hazards(facts: Facts, period: Period) -> Rows:
    return facts.hazard[period.holds(facts.hazard.date)], None


def closed_hazards(facts: Facts, period: Period) -> Rows:
    """Put right by the end of the period."""
    hazard, _ = hazards(facts, period)
    return hazard[hazard.closed <= period.until], None


def open_hazards(facts: Facts, period: Period) -> Rows:
    hazard = facts.hazard
    return hazard[(hazard.date <= period.until) & ~(hazard.closed <= period.until)], None


def fire_alarms(facts: Facts, period: Period) -> Rows:
    alarm = facts.alarm
    return alarm[period.holds(alarm.date) & (alarm.alarm_kind_code == "1")], None


def verified_alarms(facts: Facts, period: Period) -> Rows:
    """核实 by the end of the period."""
    alarm, _ = fire_alarms(facts, period)
    return alarm[alarm.verdict_code.notna() & ~(alarm.verified > period.until)], None


def false_alarms(facts: Facts, period: Period) -> Rows:
    alarm, _ = verified_alarms(facts, period)
    return alarm[alarm.verdict_code == "2"], None


def units(facts: Facts, period: Period) -> Rows:
    unit = facts.units(period.until)
    return unit[unit.open], None


def key_units(facts: Facts, period: Period) -> Rows:
    unit, _ = units(facts, period)
    return unit[unit.key_unit_code.notna()], None


def networked_units(facts: Facts, period: Period) -> Rows:
    unit, _ = units(facts, period)
    return unit[unit.is_networked.eq(True)], None


def devices(facts: Facts, period: Period) -> Rows:
    return facts.devices(period.until), None


def online_devices(facts: Facts, period: Period) -> Rows:
    device, _ = devices(facts, period)
    return device[device.is_online.eq(True)], None


def tally(tree: pd.DataFrame, codes: Iterable, amounts: Iterable | None = None) -> dict[str, Decimal]:
    """Sums per place, each with all below it; what names no known place counts for the top alone: the province, 总队."""
    codes = list(codes)
    found = dict.fromkeys(tree.index, Decimal(0))
    top = list(tree.index[tree["level_code" if "level_code" in tree else "org_level_code"].isin(["province", "1"])])
    above = tree.above.to_dict()
    for code, amount in zip(codes, amounts if amounts is not None else [1] * len(codes)):
        for place in above.get(code, top):
            found[place] += Decimal(0) if pd.isna(amount) else Decimal(amount)
    return found


def per_region(facts: Facts, measure: Measure, period: Period) -> dict[str, Decimal]:
    """Region code → figure."""
    rows, amounts = measure(facts, period)
    return tally(facts.region, rows.region_code, amounts)


def per_org(facts: Facts, measure: Measure, period: Period) -> dict[str, Decimal]:
    """Organisation code → figure of its jurisdiction."""
    rows, amounts = measure(facts, period)
    return tally(facts.org, rows.org_code, amounts)
