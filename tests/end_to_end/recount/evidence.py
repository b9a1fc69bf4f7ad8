"""The evidence of tags, `标签（自 2026-01-31）：依据；依据`, one line per tag of a unit."""

from __future__ import annotations

import re

import pandas as pd

from tests.end_to_end.recount.facts import Facts

HEAD = re.compile(r"(?P<tag>[^（]+)（自 (?P<day>\d{4}-\d\d-\d\d)）：(?P<facts>.+)")
FACT = re.compile(r"(火灾|(?<!重大)隐患|处罚|许可|举报|重大隐患|检查|最近检查|设备|建筑|主体) ([A-Za-z0-9-]+)(?:（(\d{4}-\d\d-\d\d))?")


def since(text: str) -> dict:
    """Tag → day it was assigned. ValueError for a line of another form."""
    return {tag: pd.Timestamp(day).date() for tag, day, _ in _lines(text)}


def strange(facts: Facts, page: pd.DataFrame) -> list[str]:
    """What evidence names that is no fact of the unit, or with another day than its own."""
    unit, told = facts.unit, []
    days = {"火灾": _days(facts.fire, "fire_id"), "隐患": _days(facts.hazard, "violation_id"),
            "检查": _days(facts.visit, "inspection_id"), "最近检查": _days(facts.visit, "inspection_id")}
    days |= dict.fromkeys(("处罚", "许可", "举报", "重大隐患"), _days(facts.record, "id"))
    devices = set(zip(facts.device.unit_id, facts.device.device_id))
    alarms = set(zip(facts.alarm.device_id, facts.alarm.date.dt.date.astype(str)))
    for row in page.dropna(subset="tag_evidence_text").itertuples():
        for tag, _, text in _lines(row.tag_evidence_text):
            for what, name, day in FACT.findall(text):
                known = {"建筑": name == unit.building_id[row.unit_id], "主体": name == unit.credit_code[row.unit_id],
                         "设备": (row.unit_id, name) in devices and (not day or (name, day) in alarms)}
                if not known.get(what, days.get(what, {}).get((row.unit_id, name)) == day):
                    told.append(f"{row.unit_id} {tag}: {what} {name} {day}")
    return told


def _lines(text: str) -> list[tuple[str, str, str]]:
    found = [HEAD.fullmatch(line) for line in text.split("\n")]
    if not all(found):
        raise ValueError(text)
    return [(m["tag"], m["day"], m["facts"]) for m in found]


def _days(rows: pd.DataFrame, key: str) -> dict[tuple[str, str], str]:
    return {(u, k): str(d.date()) for u, k, d in zip(rows.unit_id, rows[key], rows.date)}
