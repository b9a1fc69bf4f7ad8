"""wall_unit_event: what happened to each unit on the register, in words, with the record and the delivery it comes from."""

from __future__ import annotations

import pandas as pd

from tests.end_to_end.recount import measures as m
from tests.end_to_end.recount.facts import Facts
from tests.end_to_end.recount.known import labels, named

KEY = ["unit_id", "event_at", "event_kind", "source_table", "source_id"]


def wall_unit_event(facts: Facts) -> pd.DataFrame:
    """Grain: unit × instant × kind × record. `said_at` is the as-of of the delivery that told it."""
    events = pd.concat([read(facts) for read in (_entries, _visits, _hazards, _fires, _records, _alarms)], ignore_index=True)
    events = events[events.unit_id.isin(facts.unit.index)]
    of_unit = events.unit_id.map
    return events.assign(region_code=of_unit(facts.unit.region_code), org_code=of_unit(facts.unit.org_code))


def _events(rows: pd.DataFrame, kind: str, table: str, at: str, ids: pd.Series, texts) -> pd.DataFrame:
    return pd.DataFrame({"unit_id": rows.unit_id, "event_at": rows[at], "event_kind": kind, "event_text": texts,
                         "source_table": f"silver.{table}", "source_id": ids, "said_at": rows._seen_from})


def _entries(facts: Facts) -> pd.DataFrame:
    """Entries of the register: the first, and each change."""
    rows = facts.known.versions("unit")
    rows = rows[rows._seen_from <= facts.known.end]
    first = rows._seen_from == rows.groupby("unit_id")._seen_from.transform("min")
    return _events(rows, "登记", "unit", "_seen_from", rows.unit_id, first.map({True: "首次登记", False: "登记信息变更"}))


def _visits(facts: Facts) -> pd.DataFrame:
    visit = facts.visit
    form, result = named(visit.form_code, "inspection_form"), named(visit.result_code, "inspection_result")
    return _events(visit, "检查", "inspection", "checked_at", visit.inspection_id,
                   form.fillna("检查") + "：" + result.fillna("未办结"))


def _hazards(facts: Facts) -> pd.DataFrame:
    """A violation when it was found, and when it was put right."""
    hazard = facts.hazard
    name = hazard.violation_name.fillna(hazard.item_code).fillna("隐患")
    found = _events(hazard, "隐患", "violation", "found_at", hazard.violation_id,
                    name + hazard.closed.notna().map({True: "（已闭环）", False: "（未闭环）"}))
    right = hazard[hazard.closed.notna() & hazard.rectified_at.notna()]
    return pd.concat([found, _events(right, "整改", "violation", "rectified_at", right.violation_id, name[right.index] + " 整改完成")])


def _fires(facts: Facts) -> pd.DataFrame:
    fire = facts.fire
    cause, reported = named(fire.cause_code, "fire_cause"), named(fire.grade_code, "fire_grade")
    texts = ["，".join(filter(None, (c or "原因不明", g, f"死亡 {d} 人" if d and d > 0 else None,
                                    None if loss is None else f"损失 {loss} 元")))
             for c, g, d, loss in zip(cause, reported, fire.death_count, fire.direct_loss_yuan)]
    return _events(fire, "火灾", "fire", "fire_at", fire.fire_id, texts)


def _records(facts: Facts) -> pd.DataFrame:
    rows = facts.record[facts.record.unit_id.notna()]
    return pd.DataFrame({"unit_id": rows.unit_id, "event_at": rows["at"], "event_kind": rows.kind, "event_text": rows.words,
                         "source_table": "silver." + rows.table, "source_id": rows.id, "said_at": rows._seen_from})


def _alarms(facts: Facts) -> pd.DataFrame:
    alarm, _ = m.fire_alarms(facts, m.twelve_months(facts.day))
    verdict = alarm.verdict_code.map(labels("alarm_verdict")).fillna(alarm.verdict_code).fillna("未核实")
    ids = alarm.device_id + "/" + alarm.occurred_at.dt.strftime("%Y%m%d%H%M%S") + "/" + alarm.alarm_kind_code
    return _events(alarm, "报警", "device_alarm", "occurred_at", ids, "设备 " + alarm.device_id + " 火警，" + verdict)
