"""Facts of a province as flat frames: one row per fire, visit, violation, alarm, unit and device, with its day, region and
organisation. Days are local midnights; what is not known is null."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property, lru_cache

import pandas as pd

from tests.end_to_end.recount import records
from tests.end_to_end.recount.known import Known, believed, days, end_of, local_day, local_time

# 国务院令493号第三条 up to 2025-04-30, 消防〔2025〕17号 since: any one criterion suffices. Money in yuan.
NEW_RULE = pd.Timestamp("2025-05-01")
CASUALTIES = {"1": (30, 100), "2": (10, 50), "3": (3, 10)}
LOSS = {True: {"1": 300_000_000, "2": 100_000_000, "3": 30_000_000},
        False: {"1": 100_000_000, "2": 50_000_000, "3": 10_000_000}}
OTHER_LOSS = ("disposal_cost_yuan", "injury_cost_yuan", "other_cost_yuan")
COUNTED = ("death_count", "serious_injury_count", "minor_injury_count", "direct_loss_yuan", "damage_yuan", *OTHER_LOSS)


class Facts:
    """What had happened by the end of the business day, as known then."""

    def __init__(self, known: Known):
        self.known, self.day = known, known.day

    @cached_property
    def region(self) -> pd.DataFrame:
        """Regions by code, with `above` (the codes of the region and those it lies in), prefecture and its name."""
        region = self.known.now("region").set_index("region_code", drop=False)
        region["parent_code"] = [_one_above(code, given, set(region.index)) for code, given in region.parent_code.items()]
        region = _tree(region, "region_code")
        names = region.region_name.to_dict()
        prefecture = {c: next((u for u in ups if region.level_code[u] == "prefecture"), None)
                      for c, ups in region.above.items()}
        return region.assign(prefecture_name=region.index.map(lambda c: names.get(prefecture[c])))

    @cached_property
    def org(self) -> pd.DataFrame:
        """Organisations by code, with `above` and the name of the 支队 they belong to."""
        org = _tree(self.known.now("fire_org"), "org_code")
        detachment = {c: next((u for u in ups if org.org_level_code[u] == "2"), None) for c, ups in org.above.items()}
        return org.assign(detachment_name=org.index.map(lambda c: org.org_name.get(detachment[c])))

    @cached_property
    def fire(self) -> pd.DataFrame:
        """火灾: `same_rule` is the grade by the rule in force on the business day."""
        fire = self.known.now("fire")
        fire = fire.assign(**{name: believed(fire, name) for name in COUNTED})
        fire = fire.assign(fire_at=_time_of_fire(fire))
        fire = fire.assign(date=local_day(fire.fire_at))
        fire["same_rule"] = [grade(self.day >= NEW_RULE, f.death_count, f.serious_injury_count, *_loss(f))
                             for f in fire.rename(columns={"_mark": "mark"}).itertuples()]
        return fire[fire.date <= self.day].reset_index(drop=True)

    @cached_property
    def visit(self) -> pd.DataFrame:
        """检查: `closed` is the day of 办结; only then there is a result."""
        visit = self.known.now("inspection")
        visit = visit.assign(closed_at=believed(visit, "closed_at"))
        visit = visit.assign(date=local_day(visit.checked_at), closed=local_day(visit.closed_at))
        open_ = ~(visit.closed <= self.day)
        visit.loc[open_, ["closed", "closed_at"]] = pd.NaT
        visit.loc[open_, "result_code"] = None
        return visit[visit.date <= self.day].reset_index(drop=True)

    @cached_property
    def hazard(self) -> pd.DataFrame:
        """隐患, in the place of the visit that found it: `closed` is the day it was put right, at once when 当场改正."""
        hazard = self.known.now("violation")
        visit = self.known.now("inspection").set_index("inspection_id")
        of_visit = hazard.inspection_id.map
        hazard = hazard.assign(rectified_at=believed(hazard, "rectified_at"))
        hazard = hazard.assign(date=local_day(hazard.found_at), closed=local_day(hazard.rectified_at),
                               region_code=of_visit(visit.region_code), org_code=of_visit(visit.org_code),
                               unit_id=hazard.unit_id.where(hazard.unit_id.notna(), of_visit(visit.unit_id)))
        on_site = hazard.is_fixed_on_site.eq(True) & ~(hazard.closed <= self.day)
        hazard.loc[on_site, "closed"] = hazard.date[on_site]
        hazard.loc[~(hazard.closed <= self.day), "closed"] = pd.NaT
        return hazard[hazard.date <= self.day].reset_index(drop=True)

    @cached_property
    def alarm(self) -> pd.DataFrame:
        """设备报警, in the place of the device: `verified` is the day of 核实."""
        alarm, device = self.known.now("device_alarm"), self.device.set_index("device_id")
        of_device = alarm.device_id.map
        alarm = alarm.assign(date=local_day(alarm.occurred_at), hour=local_time(alarm.occurred_at).dt.hour,
                             verified=local_day(believed(alarm, "verdict_at")), unit_id=of_device(device.unit_id),
                             region_code=of_device(device.region_code), org_code=of_device(device.org_code))
        return alarm[alarm.date <= self.day].reset_index(drop=True)

    @cached_property
    def record(self) -> pd.DataFrame:
        """执法记录: what was written about a unit, with kind, words, the tag it speaks for and the table it stands in."""
        made = pd.concat([read(self.known) for read in records.EVERY], ignore_index=True)
        made = made.assign(date=local_day(made["at"]))
        return made[made.date <= self.day].reset_index(drop=True)

    @property
    def unit(self) -> pd.DataFrame:
        """The register by unit."""
        return self.units(self.day)

    @property
    def device(self) -> pd.DataFrame:
        """联网设备, with the organisation of their unit."""
        return self.devices(self.day)

    @lru_cache  # noqa: B019 lives as long as one test session
    def units(self, day: pd.Timestamp) -> pd.DataFrame:
        """The register as known on a day, with `open`: not 停业 by then."""
        unit = self.known.at("unit", end_of(day)).set_index("unit_id", drop=False)
        return unit.assign(open=~(days(believed(unit, "closed_date")) <= day))

    @lru_cache  # noqa: B019
    def devices(self, day: pd.Timestamp) -> pd.DataFrame:
        """Devices as known on a day; one that names no region stands in that of its unit."""
        device, unit = self.known.at("alarm_device", end_of(day)), self.units(day)
        of_unit = device.unit_id.map
        return device.assign(org_code=of_unit(unit.org_code),
                             region_code=device.region_code.where(device.region_code.notna(), of_unit(unit.region_code)))


def grade(new_rule: bool, deaths, serious, at_least: Decimal, is_whole: bool) -> str | None:
    """Code of the fire grade by casualties and 直接经济损失; null when what is known settles nothing."""
    for code, (dead, hurt) in CASUALTIES.items():
        if (deaths or 0) >= dead or (serious or 0) >= hurt or at_least >= LOSS[new_rule][code]:
            return code
    return "4" if is_whole and deaths is not None and serious is not None else None


def _loss(fire) -> tuple[Decimal, bool]:
    """What the loss is at least, and whether that is all of it: the sum when it was given, else what is known of its parts."""
    if fire.direct_loss_yuan is not None:
        return fire.direct_loss_yuan, True
    doubtful = any(f"{part}_{rule}" in fire.mark.split("|") for part in OTHER_LOSS for rule in ("range", "type"))
    known = [yuan for yuan in (fire.damage_yuan, *(getattr(fire, part) for part in OTHER_LOSS)) if yuan is not None]
    return sum(known, Decimal(0)), fire.damage_yuan is not None and not doubtful


def _time_of_fire(fire: pd.DataFrame) -> pd.Series:
    """起火时间; of a deadly fire whose time cannot be, 接警时间, else when it was reported."""
    at = believed(fire, "fire_at")
    return at.where(at.notna(), believed(fire, "received_at").where(lambda v: v.notna(), fire.known_from))


def _one_above(code: str, given: str | None, codes: set[str]) -> str | None:
    """The delivered parent when there is one, else what the digits say (GB/T 2260), else the province."""
    guesses = (given, code[:4] + "00", code[:2] + "0000")
    return None if code.endswith("0000") else next((guess for guess in guesses if guess in codes and guess != code), None)


def _tree(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    rows = rows.set_index(key, drop=False)
    above: dict[str, list[str]] = {}
    for code in rows.index:
        path = [code]
        while rows.parent_code.get(path[-1]) in rows.index and rows.parent_code[path[-1]] not in path:
            path.append(rows.parent_code[path[-1]])
        above[code] = path
    return rows.assign(above=pd.Series(above, dtype=object).reindex(rows.index))
