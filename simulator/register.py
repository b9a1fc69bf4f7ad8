"""The register of units and buildings as it changes: tenants go and come, equipment is fitted, entries are corrected.

`units` and `buildings` hold the state at the end of the last month made; `log` holds that month's changes with their
instants, so that the state of any day of the month can be told.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import buildings as houses
from simulator import people, units
from simulator.plan import Plan, Window, days_of, instant
from simulator.reference import table


class Register:
    """Rows are never removed; `open_rows` tells who is there."""

    def __init__(self, plan: Plan):
        self.plan = plan
        self.units, self.buildings = units.found(plan, houses.make)
        self.closing = table("unit_types").closing.to_numpy(float)
        self.busy = np.full(len(self.units), np.datetime64("1970-01-01"), "datetime64[D]")
        self.log: list[tuple[str, np.ndarray, str, np.ndarray, np.ndarray]] = []

    def open_rows(self, month: np.datetime64) -> np.ndarray:
        """Units that are there for the whole month."""
        first = month.astype("datetime64[s]")
        opened, closed = self.units.opened_date.to_numpy(), self.units.closed_date.to_numpy()
        return np.flatnonzero((opened < first) & np.isnat(closed))

    def step(self, month: np.datetime64) -> np.ndarray:
        """Turnover and changes of one month; rows of the new units."""
        self.log = []
        rng, days = self.plan.rng("register", month), days_of(month)
        rows = self.open_rows(month)
        leaves = (rng.random(len(rows)) < self.closing[self.units.kind.to_numpy()[rows]]) & (self.busy[rows] < days[0])
        gone = rows[leaves]
        when = rng.choice(days, len(gone))
        self._change("units", gone, "closed_date", when.astype("datetime64[s]"), when)
        new = self._arrive(rng, month, gone, days)
        stay = rows[~leaves]
        self._fit(rng, days, stay)
        return new

    def _arrive(self, rng, month, gone, days) -> np.ndarray:
        """Most premises are let again at once, often to another trade; a few new ones open."""
        let = gone[rng.random(len(gone)) < 0.93]
        area, building = self.units.area.to_numpy()[let], self.units.building.to_numpy()[let]
        kind = self.units.kind.to_numpy()[let].copy()
        use = table("unit_types").use.to_numpy(object)
        other = rng.random(len(let)) < 0.5
        share = table("unit_types").share.to_numpy(float)
        for one in np.unique(use[kind]):
            turn = other & (use[kind] == one)
            fits = np.flatnonzero((use == one) & (self.closing > 0.004))
            kind[turn] = rng.choice(fits, int(turn.sum()), p=share[fits] / share[fits].sum())
        extra = rng.poisson(len(gone) * 0.07 + 0.2)
        more_area, more_kind = units.draw_types(rng, extra)
        more = houses.assign(rng, self.buildings, more_area, use[more_kind])
        area, kind = np.concatenate([area, more_area]), np.concatenate([kind, more_kind])
        new = units.make(self.plan, "arrival", month, self.buildings, area, kind, np.concatenate([building, more]),
                         len(self.units) + 1)
        new["opened_date"] = rng.choice(days, len(new)).astype("datetime64[s]")
        new["closed_date"] = np.full(len(new), np.datetime64("NaT"), "datetime64[s]")
        first = len(self.units)
        self.units = pd.concat([self.units, new], ignore_index=True)
        self.busy = np.concatenate([self.busy, np.full(len(new), np.datetime64("1970-01-01"), "datetime64[D]")])
        return np.arange(first, len(self.units))

    def _fit(self, rng, days, stay) -> None:
        """Changes of entries: staff counts, phones, retrofitted alarms and sprinklers, connections to remote monitoring."""
        def some(share, among):
            hit = among[rng.random(len(among)) < share]
            return hit, rng.choice(days, len(hit))

        hit, when = some(0.010, stay)
        staff = self.units.staff_count.to_numpy()[hit] * np.exp(rng.normal(0, 0.25, len(hit)))
        self._change("units", hit, "staff_count", staff.round().astype(int).clip(1), when)
        hit, when = some(0.006, stay)
        self._change("units", hit, "contact_phone", people.phones(rng, len(hit)), when)
        has = self.units.has_auto_alarm.to_numpy(bool)[stay]
        joined = self.units.is_networked.to_numpy(bool)[stay]
        hit, when = some(0.004, stay[has & ~joined])
        self._change("units", hit, "is_networked", np.ones(len(hit), bool), when)
        hit, when = some(0.0012, stay[~has])
        self._change("units", hit, "has_auto_alarm", np.ones(len(hit), bool), when)
        every = np.arange(len(self.buildings))
        tall = every[(self.buildings.floor_count.to_numpy() >= 7) & ~self.buildings.has_auto_alarm.to_numpy(bool)]
        hit, when = some(0.004, tall)
        self._change("buildings", hit, "has_auto_alarm", np.ones(len(hit), bool), when)
        hit, when = some(0.0008, every)
        self._change("buildings", hit, "exit_count", self.buildings.exit_count.to_numpy()[hit] + 1, when)

    def _change(self, frame: str, rows, column, values, when) -> None:
        held = getattr(self, frame)
        self.log.append((frame, rows, column, held[column].to_numpy()[rows].copy(), instant(when) + np.timedelta64(10, "h")))
        values_now = held[column].to_numpy().copy()
        values_now[rows] = values
        held[column] = values_now

    def as_of(self, frame: str, window: Window) -> pd.DataFrame:
        """The whole frame as it stood at the end of the window, in this month or its end. Row numbers are kept."""
        state = getattr(self, frame)
        late = [entry for entry in self.log if entry[0] == frame and (entry[4] > window.end).any()]
        if late:
            state = state.copy()
            for _, rows, column, old, at in late:
                values = state[column].to_numpy().copy()
                values[rows[at > window.end]] = old[at > window.end]
                state[column] = values
        return state

    def unit_snapshot(self, window: Window) -> pd.DataFrame:
        """Units on the books: opened by the last day, not closed for more than a year."""
        state, day = self.as_of("units", window), window.last_day.astype("datetime64[s]")
        closed = state.closed_date.to_numpy()
        kept = (state.opened_date.to_numpy() <= day) & (np.isnat(closed) | (closed > day - np.timedelta64(365, "D")))
        return state[kept]


def building_snapshot(register: Register, window: Window) -> pd.DataFrame:
    return register.as_of("buildings", window)
