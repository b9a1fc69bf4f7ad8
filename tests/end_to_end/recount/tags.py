"""The tags a unit wears, by the rules in words of dbt/seeds/tag_definition.csv, and since when."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from tests.end_to_end.recount.facts import Facts
from tests.end_to_end.recount.known import local_day

Versions = pd.DataFrame
DAY = pd.Timedelta(days=1)

UNIT = {
    "消防安全重点单位": lambda v: v.key_unit_code.notna(),
    "火灾高危单位": lambda v: v.category_code == "4",
    "人员密集场所": lambda v: v.is_crowded.eq(True),
    "无自动报警": lambda v: v.has_auto_alarm.eq(False),
    "无自动喷水": lambda v: v.has_sprinkler.eq(False),
    "设施未联网": lambda v: v.has_auto_alarm.eq(True) & v.is_networked.eq(False),
}
ENTERPRISE = {
    "企业已注销仍营业": lambda v: v.status_code.isin(["2", "3"]),
    "企业信用D级": lambda v: v.credit_class_code == "D",
}
DEVICE = {"设备离线": lambda v: v.is_online.eq(False)}


def _building(day: pd.Timestamp) -> dict[str, Callable[[Versions], pd.Series]]:
    def high(v):
        return v.height_m > v.use_code.map(lambda use: 27 if use == "1" else 24)

    return {
        "高层建筑": high,
        "三四级耐火": lambda v: v.fire_resistance_code.isin(["3", "4"]),
        "可燃结构": lambda v: v.structure_code.isin(["3", "4", "6", "7"]),
        "老旧建筑": lambda v: day.year - pd.to_numeric(v.built_year) >= 30,
    }


def worn(facts: Facts) -> pd.DataFrame:
    """By unit in business: `tag_text`, its tags, and `tags_since`, {tag: day it was assigned}."""
    since = pd.concat([_states(facts), _events(facts)], ignore_index=True)
    since = since[since.unit_id.isin(facts.unit.index[facts.unit.open])]
    since = since.groupby(["unit_id", "tag"]).since.min().reset_index()
    by_unit = {unit: dict(sorted(zip(rows.tag, rows.since.dt.date))) for unit, rows in since.groupby("unit_id")}
    found = pd.DataFrame({"tags_since": pd.Series(by_unit, dtype=object)}).reindex(facts.unit.index)
    found["tag_text"] = found.tags_since.map(lambda tags: "、".join(tags), na_action="ignore")
    return found


def _states(facts: Facts) -> pd.DataFrame:
    """What the registers say, since when they have said so without a break."""
    unit, known = facts.unit, facts.known
    first = known.versions("unit").groupby("unit_id")._seen_from.min().reindex(unit.index)
    found = [_since(known.versions("unit"), "unit_id", UNIT, known.end).rename(columns={"key": "unit_id"})]
    for table, key, own, conditions in (("building", "building_id", unit.building_id, _building(facts.day)),
                                        ("enterprise", "credit_code", unit.credit_code, ENTERPRISE)):
        said = _since(known.versions(table), key, conditions, known.end)
        of_unit = pd.DataFrame({"unit_id": unit.index, "key": own.to_numpy(), "first": first.to_numpy()}).dropna(subset="key")
        joined = of_unit.merge(said, on="key")
        found.append(joined.assign(at=joined[["at", "first"]].max(axis=1))[["unit_id", "tag", "at"]])
    offline = _since(known.versions("alarm_device"), "device_id", DEVICE, known.end)
    found.append(offline.assign(unit_id=offline.key.map(facts.device.set_index("device_id").unit_id))[["unit_id", "tag", "at"]])
    rows = pd.concat(found, ignore_index=True)
    return rows.assign(since=local_day(rows["at"])).drop(columns="at")


def _since(versions: Versions, key: str, conditions: dict, end: pd.Timestamp) -> pd.DataFrame:
    """key, tag and `at`: the end of the last version that broke the condition, else the first there is."""
    seen = versions[versions._seen_from <= end].sort_values("_seen_from")
    current = seen.groupby(key).tail(1)
    current = current[~(current._seen_to <= end)]
    found = []
    for tag, holds in conditions.items():
        now = current[key][holds(current).astype(bool)]
        broken = seen[~holds(seen).astype(bool)].groupby(key)._seen_to.max()
        at = now.map(broken)
        at = at.where(at.notna(), now.map(seen.groupby(key)._seen_from.min()))
        found.append(pd.DataFrame({"key": now, "tag": tag, "at": at}))
    return pd.concat(found, ignore_index=True)


def _events(facts: Facts) -> pd.DataFrame:
    """What happened often enough, since the day it was enough."""
    day, fire, hazard, visit, alarm = facts.day, facts.fire, facts.hazard, facts.visit, facts.alarm
    own = fire[fire.kind_code == "1"]
    still, again = hazard[hazard.closed.isna()], hazard[_repeated(hazard)]
    failed = visit[visit.result_code == "2"].assign(date=lambda v: v.closed)
    fires = alarm[alarm.alarm_kind_code == "1"]
    record = facts.record
    of_year = [_enough(day, tag, record[record.tag == tag], 365, 1) for tag in ("近一年受行政处罚", "近一年许可被撤销", "近一年举报属实")]
    major = record[record.tag == "重大火灾隐患未销案"]
    return pd.concat([
        *of_year, _enough(day, "重大火灾隐患未销案", major, None, 1),
        _enough(day, "近一年发生火灾", own, 365, 1), _enough(day, "多次发生火灾", own, 1095, 2),
        _enough(day, "近一年有隐患未闭环", still, 365, 1),
        _enough(day, "逾期未改", still.assign(date=still.date + 30 * DAY), None, 1),
        _enough(day, "反复隐患", again, 730, 1), _enough(day, "近一年检查不合格", failed, 365, 1),
        _enough(day, "两年未检查", _last_looked_at(facts), None, 1),
        _enough(day, "近90天误报频繁", alarm[alarm.verdict_code == "2"], 90, 5),
        _enough(day, "近90天故障频繁", alarm[alarm.alarm_kind_code == "2"], 90, 5),
        _enough(day, "夜间频发报警", fires[(fires.hour >= 22) | (fires.hour < 6)], 90, 3),
        _enough(day, "近一年有真实火警", fires[fires.verdict_code == "1"], 365, 1)], ignore_index=True)


def _enough(day: pd.Timestamp, tag: str, rows: pd.DataFrame, within: int | None, times: int) -> pd.DataFrame:
    """Units with at least `times` rows within the last days, since the day of the one that made it enough."""
    rows = rows[rows.unit_id.notna() & (rows.date <= day)]
    if within:
        rows = rows[rows.date > day - within * DAY]
    nth = rows.sort_values("date").groupby("unit_id").nth(times - 1)
    return pd.DataFrame({"unit_id": nth.unit_id, "tag": tag, "since": nth.date})


def _repeated(hazard: pd.DataFrame) -> pd.Series:
    """Whether an earlier visit had found the same item at the same unit."""
    visit = hazard.date.astype(str) + hazard.inspection_id.astype(str)
    first = visit.groupby([hazard.unit_id, hazard.item_code]).transform("min")
    return hazard.item_code.notna() & (visit > first)


def _last_looked_at(facts: Facts) -> pd.DataFrame:
    """730 days after the last visit of a unit; of one never visited, after the register first named it."""
    visited = facts.visit.groupby("unit_id").date.max().reindex(facts.unit.index)
    first = local_day(facts.known.versions("unit").groupby("unit_id")._seen_from.min().reindex(facts.unit.index))
    last = visited.where(visited.notna(), first)
    return pd.DataFrame({"unit_id": last.index, "date": last.to_numpy() + 730 * DAY})
