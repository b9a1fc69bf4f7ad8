"""Inspections: two officers of different strictness look at about ten items of a unit.

Three arms: a random draw (form 0, every unit alike), visits the law or a campaign demands, and complaints, which
follow neglect. What is found depends on what is wrong *and* on who looks.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.calendar import on_workday, workdays
from simulator.hazard import Hazard, sigmoid
from simulator.plan import Plan, days_of, instant
from simulator.reference import areas, table
from simulator.register import Register
from simulator.stating import NEVER

RANDOM, YEARLY, CAMPAIGN, EVENT, COMPLAINT = 0.016, 0.13, 0.03, 0.01, 0.0022
CAMPAIGN_MONTHS, EVENT_MONTHS = (1, 5, 9, 12), (7, 8)


def officers(plan: Plan) -> pd.DataFrame:
    """Inspectors of each 大队: officer_id, area, strictness (mean 0, standard deviation 1)."""
    count = 4 + (areas().population.to_numpy() // 60_000)
    area = np.repeat(np.arange(len(areas())), count)
    ids = [f"XF{areas().code[a]}{i:03d}" for i, a in enumerate(area, 1)]
    return pd.DataFrame({"officer_id": ids, "area": area, "strictness": plan.rng("officers").normal(0, 1, len(area))})


class Inspections:
    """Visits month by month; the visit's consequences reach the hidden hazard when things are rectified."""

    def __init__(self, plan: Plan, register: Register, hazard: Hazard):
        self.plan, self.register, self.hazard = plan, register, hazard
        self.staff = officers(plan)
        self.first = np.searchsorted(self.staff.area, np.arange(len(areas())))
        self.count = np.bincount(self.staff.area, minlength=len(areas()))
        self.last = np.full(0, np.datetime64("1970-01-01"), "datetime64[D]")
        self.pending = pd.DataFrame({"row": [], "item": [], "at": []})

    def step(self, month: np.datetime64, new: np.ndarray) -> dict[str, pd.DataFrame]:
        """Frames of inspection, inspection_item, inspection_officer and violation, rechecks included."""
        rng = self.plan.rng("inspections", month)
        self._rectify(month, rng)
        visits = self._visits(rng, month, new)
        pair = self._pairs(rng, visits.area.to_numpy())
        visits["strictness"] = self.staff.strictness.to_numpy()[pair].mean(axis=1)
        items, found = self._look(rng, visits)
        found = self._rectification(rng, visits, found)
        again, found = self._rechecks(rng, visits, found)
        return self._frames(rng, visits, again, items, found, pair)

    def _rectify(self, month, rng) -> None:
        due = self.pending["at"].to_numpy("datetime64[s]") < instant(month.astype("datetime64[D]")) if len(self.pending) else []
        if len(self.pending):
            done = self.pending[due]
            self.hazard.mend(done.row.to_numpy(int), done.item.to_numpy(int), rng)
            self.pending = self.pending[~due]

    def _visits(self, rng, month, new) -> pd.DataFrame:
        """One visit at most per unit and month; the random draw comes first, so that nothing else bends it."""
        units, days = self.register.units, days_of(month)
        unseen = np.full(len(units) - len(self.last), np.datetime64("1970-01-01"), "datetime64[D]")
        self.last = np.concatenate([self.last, unseen])
        rows = self.register.open_rows(month)
        since = (days[0] - self.last[rows]).astype(int)
        kind, number = units.kind.to_numpy()[rows], int(month.astype(int)) % 12 + 1
        key = np.isin(units.category_code.to_numpy(object)[rows], ["1", "4"])
        crowded = units.is_crowded.to_numpy(bool)[rows]
        stage = table("unit_types")["name"].isin(["宾馆", "文化场馆", "宗教活动场所"]).to_numpy()[kind]
        draw = rng.random((5, len(rows)))
        complaint = draw[4] < COMPLAINT * np.exp(0.7 * self.hazard.neglect[rows])
        arm = np.select(
            [(draw[0] < RANDOM) & (since > 90), complaint, (draw[1] < YEARLY) & key & (since > 240),
             (draw[2] < CAMPAIGN) & crowded & (number in CAMPAIGN_MONTHS) & (since > 60),
             (draw[3] < EVENT) & stage & (number in EVENT_MONTHS)], [1, 2, 3, 4, 5], 0)
        opening = new[units.is_crowded.to_numpy(bool)[new]]
        row, arm = np.concatenate([rows[arm > 0], opening]), np.concatenate([arm[arm > 0], np.full(len(opening), 6)])
        working = workdays()[(workdays() >= days[0]) & (workdays() <= days[-1])]
        day = rng.choice(working, len(row))
        opened = units.opened_date.to_numpy("datetime64[D]")[row]
        day = np.where(arm == 6, np.maximum(on_workday(days[:1])[0], on_workday(opened, -2)), day)
        self.last[row], self.register.busy[row] = day, day
        visits = pd.DataFrame({
            "row": row, "arm": arm, "day": day, "area": units.area.to_numpy()[row],
            "unit_id": units.unit_id.to_numpy(object)[row],
            "checked_at": instant(day) + (rng.integers(9 * 60, 17 * 60, len(row)) * 60).astype("timedelta64[s]")})
        return visits.sort_values(["checked_at", "row"], ignore_index=True)

    def _pairs(self, rng, area) -> np.ndarray:
        """Two different officers of the 大队 for each visit, at random."""
        one = rng.integers(0, self.count[area])
        two = (one + 1 + rng.integers(0, self.count[area] - 1)) % self.count[area]
        return self.first[area][:, None] + np.stack([one, two], axis=1)

    def _look(self, rng, visits) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Items of each visit with result, and the violations among them."""
        rows = visits.row.to_numpy()
        applies, faults = self.hazard.applies[rows], self.hazard.faults(rows)
        order = rng.random(applies.shape) + 0.6 * ~applies
        wanted = rng.integers(8, 13, len(rows))
        chosen = order.argsort(axis=1).argsort(axis=1) < wanted[:, None]
        strict = visits.strictness.to_numpy()[:, None]
        seen = rng.random(applies.shape) < np.where(faults, sigmoid(0.5 + 0.9 * strict), sigmoid(-4.6 + 0.8 * strict))
        skipped = rng.random(applies.shape) < 0.03
        result = np.select([~applies, seen, skipped], ["3", "2", "4"], "1").astype(object)
        visit, item = np.nonzero(chosen)
        items = pd.DataFrame({"visit": visit, "item": item, "result_code": result[visit, item]})
        found = items[items.result_code == "2"].reset_index(drop=True)
        return items, found

    def _rectification(self, rng, visits, found) -> pd.DataFrame:
        """When each violation is put right: on the spot, by its deadline, later, or never."""
        n, at = len(found), visits.checked_at.to_numpy()[found.visit]
        on_site = rng.random(n) < 0.8 * table("check_items").on_site.to_numpy(float)[found.item]
        hours = (rng.integers(10, 120, n) * 60).astype("timedelta64[s]")
        limit = rng.choice([7, 15, 30], len(visits))[found.visit]
        late = rng.random(n) < 0.15
        days = np.where(late, limit + rng.integers(20, 70, n), (limit * rng.uniform(0.3, 1, n)).astype(int).clip(1))
        rectified = np.where(on_site, at + hours, at + days.astype("timedelta64[D]").astype("timedelta64[s]") + hours)
        rectified[~on_site & late & (rng.random(n) < 0.2)] = NEVER
        return found.assign(found_at=at, on_site=on_site, limit=limit, rectified_at=rectified)

    def _rechecks(self, rng, visits, found) -> tuple[pd.DataFrame, pd.DataFrame]:
        """A second visit at most three working days after the deadline, wherever something was not put right at once."""
        open_ = found[~found.on_site]
        limit = open_.groupby("visit").limit.max()
        visit = limit.index.to_numpy(int)
        day = on_workday(visits.day.to_numpy("datetime64[D]")[visit] + limit.to_numpy(), rng.integers(0, 4, len(visit)))
        hour = (rng.integers(9 * 60, 17 * 60, len(visit)) * 60).astype("timedelta64[s]")
        again = pd.DataFrame({"visit": visit, "row": visits.row.to_numpy()[visit], "area": visits.area.to_numpy()[visit],
                              "day": day, "checked_at": instant(day) + hour})
        self.register.busy[again.row] = np.maximum(self.register.busy[again.row], day + 100)
        position = pd.Series(np.arange(len(again)), index=visit).reindex(found.visit).to_numpy()
        place = np.nan_to_num(position, nan=0).astype(int)
        when = again.checked_at.to_numpy()[place] if len(again) else found.found_at.to_numpy()
        rectified = found.rectified_at.to_numpy()
        found["again"] = np.where(~found.on_site & (np.isnat(rectified) | (rectified > when)), position, np.nan)
        right = found[found.rectified_at.notna()]
        later = pd.DataFrame({"row": visits.row.to_numpy()[right.visit], "item": right.item, "at": right.rectified_at})
        self.pending = later if not len(self.pending) else pd.concat([self.pending, later], ignore_index=True)
        return again, found

    def _frames(self, rng, visits, again, items, found, pair) -> dict[str, pd.DataFrame]:
        from simulator.inspection_frames import frames

        return frames(rng, self, visits, again, items, found, pair)
