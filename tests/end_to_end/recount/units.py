"""wall_unit_rank, wall_unit_point and wall_unit_page: each unit with its grade, its register entry and its history."""

from __future__ import annotations

import json

import pandas as pd

from tests.end_to_end.recount import measures as m
from tests.end_to_end.recount import tags
from tests.end_to_end.recount.facts import Facts
from tests.end_to_end.recount.known import labels, named
from tests.end_to_end.recount.model import Model, rank_text

SCORES = ["score", "likelihood", "likelihood_low", "likelihood_high"]
REGISTER = ["unit_name", "credit_code", "address", "region_code", "org_code", "longitude", "latitude", "floor_area_m2",
            "staff_count", "opened_date", "closed_date", "is_crowded", "has_auto_alarm", "has_sprinkler", "is_networked",
            "building_id"]
UNIT_WORDS = {"category": "supervision_category", "supervision_level": "supervision_level", "key_unit": "key_unit",
              "industry": "industry"}
BUILDING = ["building_name", "height_m", "floor_count", "underground_floor_count", "dwelling_count", "built_year", "exit_count",
            "stair_count"]
BUILDING_WORDS = {"structure": "structure", "fire_resistance": "fire_resistance", "use": "building_use"}


def wall_unit_rank(facts: Facts, model: Model) -> pd.DataFrame:
    """Grain: scored unit that is on the register; ranks are among all scored units."""
    scored, unit = model.units.set_index("unit_id"), facts.unit
    own = _places(facts, unit)
    rows = scored[[*SCORES, "grade_code", "consequence_code", "index_score", "rule_score", "rank_low", "rank_high",
                   "as_of_date", "model_version"]].assign(
        grade_name=scored.grade_code.map(labels("risk_grade")),
        consequence_name=scored.consequence_code.map(labels("consequence")),
        rank_text=[rank_text(*r, len(scored)) for r in zip(scored.rank_low, scored.rank_high)],
        reason_text=scored.reasons.map(lambda text: "；".join(r["text"] for r in json.loads(text)) if text else None))
    columns = ["unit_name", "region_code", "region_name", "prefecture_name", "org_code", "org_name"]
    return rows.join(own[columns], how="inner").rename_axis("unit_id").reset_index()


def wall_unit_point(facts: Facts, model: Model) -> pd.DataFrame:
    """Grain: unit in business with a position that can be."""
    unit = facts.unit
    misplaced = unit._mark.str.contains("coordinates_in_province")
    placed = unit[unit.open & unit.longitude.notna() & unit.latitude.notna() & ~misplaced]
    own = _places(facts, placed)[["unit_name", "region_code", "region_name", "prefecture_name", "org_code"]]
    grades = wall_unit_rank(facts, model).set_index("unit_id")[["grade_code", "grade_name", "score"]]
    return own.join(placed[["longitude", "latitude"]]).join(grades).rename_axis("unit_id").reset_index()


def wall_unit_page(facts: Facts, model: Model) -> pd.DataFrame:
    """Grain: unit on the register. `is_doubtful` stands for the names of broken rules, `said_at` for
    the delivery that began the entry."""
    unit = facts.unit
    page = unit[REGISTER].join(_places(facts, unit)[["region_name", "prefecture_name", "org_name", "detachment_name"]])
    for name, table in UNIT_WORDS.items():
        page[f"{name}_name"] = named(unit[f"{name}_code"], table)
    page["industry_section_name"] = named(unit.industry_code.map(lambda c: None if c is None else c[:1]), "industry")
    page = page.join(_building(facts)).join(_enterprise(facts)).join(_history(facts)).join(tags.worn(facts))
    rank = wall_unit_rank(facts, model).set_index("unit_id")
    page = page.join(rank[["grade_code", "grade_name", *SCORES, "consequence_name", "rank_text", "reason_text", "model_version"]])
    page["scored_date"] = rank.as_of_date
    page["is_closed"], page["is_doubtful"] = ~unit.open, unit._mark != ""
    page["seen_from_at"] = page["said_at"] = unit._seen_from
    return page.rename_axis("unit_id").reset_index()


def _places(facts: Facts, unit: pd.DataFrame) -> pd.DataFrame:
    region, org = facts.region, facts.org
    return unit[["unit_name", "region_code", "org_code"]].assign(
        region_name=unit.region_code.map(region.region_name), prefecture_name=unit.region_code.map(region.prefecture_name),
        org_name=unit.org_code.map(org.org_name), detachment_name=unit.org_code.map(org.detachment_name))


def _building(facts: Facts) -> pd.DataFrame:
    """The building a unit stands in, by unit."""
    rows = facts.known.now("building").set_index("building_id")
    found = rows[BUILDING].assign(building_floor_area_m2=rows.floor_area_m2, building_has_auto_alarm=rows.has_auto_alarm,
                                  building_has_sprinkler=rows.has_sprinkler)
    for name, table in BUILDING_WORDS.items():
        found[f"{name}_name"] = named(rows[f"{name}_code"], table)
    return found.reindex(facts.unit.building_id).set_axis(facts.unit.index)


def _enterprise(facts: Facts) -> pd.DataFrame:
    """The market entity behind a unit, by unit."""
    rows = facts.known.now("enterprise").set_index("credit_code")
    found = rows[["enterprise_name", "registered_date"]].assign(
        enterprise_status_name=named(rows.status_code, "enterprise_status"),
        credit_class_name=named(rows.credit_class_code, "credit_class"))
    return found.reindex(facts.unit.credit_code).set_axis(facts.unit.index)


def _history(facts: Facts) -> pd.DataFrame:
    """How often a unit was visited, found wanting, burnt and alarmed."""
    visit, hazard, fire, device = facts.visit, facts.hazard, facts.fire, facts.device
    alarm, _ = m.fire_alarms(facts, m.twelve_months(facts.day))
    decided = visit[visit.closed.notna()].sort_values(["closed_at", "inspection_id"]).groupby("unit_id").result_code.last()
    counts = {"inspection_count": visit, "violation_count": hazard, "open_violation_count": hazard[hazard.closed.isna()],
              "fire_count": fire, "device_count": device, "offline_device_count": device[device.is_online.eq(False)],
              "fire_alarm_count_12m": alarm, "true_alarm_count_12m": alarm[alarm.verdict_code == "1"],
              "false_alarm_count_12m": alarm[alarm.verdict_code == "2"]}
    found = pd.DataFrame({name: rows.groupby("unit_id").size().reindex(facts.unit.index, fill_value=0)
                          for name, rows in counts.items()})
    newest = {"last_checked_date": visit, "last_fire_date": fire}
    for name, rows in newest.items():
        found[name] = rows.groupby("unit_id").date.max().reindex(found.index).map(lambda d: None if pd.isna(d) else d.date())
    found["last_result_name"] = decided.map(labels("inspection_result")).reindex(found.index)
    return found
