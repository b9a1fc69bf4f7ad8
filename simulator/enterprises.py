"""The market regulator's register: holders of the units' credit codes, and some the fire service has never met."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import people
from simulator.credit import credit_codes
from simulator.hazard import Hazard
from simulator.plan import Plan, Window, days_of
from simulator.reference import areas, table
from simulator.register import Register

UNKNOWN = 0.08  # entities without a unit, per unit
CLASSES = np.array(["A", "B", "C", "D"], object)


class Enterprises:
    """One row per credit code, in the order they came."""

    def __init__(self, plan: Plan, register: Register, hazard: Hazard):
        self.plan, self.register, self.hazard = plan, register, hazard
        self.frame = self._unknown(round(UNKNOWN * len(register.units)))
        nobody, never = np.zeros(0, int), np.zeros(0, "datetime64[D]")
        self.moves: tuple[np.ndarray, np.ndarray, np.ndarray] = (nobody, np.zeros(0, object), never)
        self._take_in(np.arange(len(register.units)), None)

    def _unknown(self, count: int) -> pd.DataFrame:
        rng = self.plan.rng("unknown-enterprises")
        area = rng.choice(len(areas()), count, p=areas().population.to_numpy(float) / areas().population.sum())
        kind = rng.choice(np.flatnonzero((table("unit_types").credit == "92").to_numpy()), count)
        code = areas().code.to_numpy(object)[area]
        days = np.datetime64(self.plan.first, "D") - 2500 + rng.integers(0, 4200, count)
        short, trade = areas().short.to_numpy()[area], table("unit_types")["name"].to_numpy()[kind]
        return pd.DataFrame({
            "credit_code": credit_codes(np.full(count, "92"), code, 9_000_000 + np.arange(count)),
            "enterprise_name": [f"{s}未列管{t}{i:05d}号" for i, (s, t) in enumerate(zip(short, trade), 1)],
            "industry_code": table("unit_types").industry.to_numpy(object)[kind], "region_code": code,
            "address": areas().name.to_numpy(object)[area] + "示范路", "registered_date": days.astype("datetime64[s]"),
            "credit_class_code": rng.choice(CLASSES, count, p=[0.3, 0.5, 0.15, 0.05]), "legal_person": people.names(rng, count),
            "row": -1, "ended": np.full(count, np.datetime64("NaT"), "datetime64[s]"), "end_status": "1"})

    def _take_in(self, rows: np.ndarray, month) -> None:
        """Credit codes of new units that are not known yet."""
        rng, units = self.plan.rng("enterprises", month), self.register.units.iloc[rows]
        fresh = units[units.credit_code.notna() & ~units.credit_code.isin(self.frame.credit_code)]
        fresh = fresh.drop_duplicates("credit_code")
        n, at = len(fresh), fresh.index.to_numpy()
        rank = self.hazard.usual[at] + rng.normal(0, 1, n)
        added = pd.DataFrame({
            "credit_code": fresh.credit_code.to_numpy(object),
            "enterprise_name": fresh.unit_name.to_numpy(object), "industry_code": fresh.industry_code.to_numpy(object),
            "region_code": fresh.region_code.to_numpy(object), "address": fresh.address.to_numpy(object),
            "registered_date": (fresh.opened_date.to_numpy("datetime64[D]") - rng.integers(5, 300, n)).astype("datetime64[s]"),
            "credit_class_code": np.select([rank < -0.4, rank < 1.4, rank < 2.3], ["A", "B", "C"], "D").astype(object),
            "legal_person": people.names(rng, n), "row": at, "ended": np.full(n, np.datetime64("NaT"), "datetime64[s]"),
            "end_status": "1"})
        self.frame = pd.concat([self.frame, added], ignore_index=True)

    def step(self, month: np.datetime64, new: np.ndarray) -> None:
        """New holders; closed ones are struck off some months later; one in a hundred is graded anew."""
        self._take_in(new, month)
        rng, days = self.plan.rng("enterprise-changes", month), days_of(month)
        closed = self.register.units.closed_date.to_numpy("datetime64[D]")
        gone = closed[np.maximum(self.frame.row.to_numpy(), 0)]
        this = (self.frame.row.to_numpy() >= 0) & (gone >= days[0]) & (gone <= days[-1]) & np.isnat(self.frame.ended.to_numpy())
        ends = np.flatnonzero(this & (rng.random(len(self.frame)) < 0.7))
        ended, status = self.frame.ended.to_numpy("datetime64[D]").copy(), self.frame.end_status.to_numpy(object).copy()
        ended[ends] = gone[ends] + rng.integers(10, 150, len(ends))
        status[ends] = np.where(rng.random(len(ends)) < 0.12, "2", "3")
        moved = np.flatnonzero(rng.random(len(self.frame)) < 0.01)
        old = self.frame.credit_class_code.to_numpy(object)
        graded = old.copy()
        graded[moved] = rng.choice(CLASSES, len(moved), p=[0.3, 0.45, 0.18, 0.07])
        self.moves = (moved, old[moved], rng.choice(days, len(moved)))
        self.frame = self.frame.assign(ended=ended.astype("datetime64[s]"), end_status=status, credit_class_code=graded)

    def snapshot(self, window: Window) -> pd.DataFrame:
        """Entities registered by the last day of the window."""
        day, (moved, old, when) = window.last_day, self.moves
        graded = self.frame.credit_class_code.to_numpy(object).copy()
        graded[moved[when > day]] = old[when > day]
        ended = self.frame.ended.to_numpy("datetime64[D]") <= day
        frame = self.frame.assign(credit_class_code=graded, status_code=np.where(ended, self.frame.end_status, "1"))
        return frame[frame.registered_date.to_numpy("datetime64[D]") <= day]
