"""A whole simulation: walks the months, cuts every window into one delivery per feed, and keeps the truth.

    DIR/deliveries/<feed>/<stamp>/    what the systems deliver; all the pipeline may see
    DIR/answers/                      truth and answer key, see `simulator.answers`
    DIR/world.pickle                  the state from which further days go on
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from simulator import calendar, geography
from simulator.devices import unfolded
from simulator.injector.delivery import Delivery
from simulator.plan import LOCAL, Plan, Window, day_window, month_window
from simulator.sources import cells, sources
from simulator.statements import Statements
from simulator.truth import Truth
from simulator.world import World
from simulator.writers import render

QUARTERS = ("01", "04", "07", "10")


class Province:
    """One simulated province and what it has delivered so far."""

    def __init__(self, plan: Plan):
        self.plan, self.world, self.statements, self.truth = plan, World(plan), Statements(), Truth()
        self.truth.hazard.append(self.world.true_hazard(plan.months()[0]))
        self.end: np.datetime64 | None = None
        self.calendar_year = 0

    def history(self, deliveries: Path, progress: Callable[[str], None] = lambda stamp: None) -> None:
        """All months of the plan into the folder `deliveries`."""
        for month in self.plan.months():
            self._live(month)
            self._deliver(deliveries, month_window(month), True)
            progress(str(month))

    def day(self, deliveries: Path, day: dt.date) -> None:
        """Everything that became known since the last delivery up to the end of `day`."""
        window = day_window(day)
        for month in self.plan.months(day):
            if month > self.world.month:
                self._live(month)
        self._deliver(deliveries, Window(window.stamp, self.end, window.end), False)

    @property
    def tomorrow(self) -> np.datetime64:
        """The local day after the last delivered one."""
        return (self.end + LOCAL).astype("datetime64[D]") + 1

    def _live(self, month: np.datetime64) -> None:
        self.statements.add(self.world.step(month))
        self.truth.hazard.append(self.world.true_hazard(month + 1))

    def _deliver(self, deliveries: Path, window: Window, whole_month: bool) -> None:
        registers = self.world.snapshots(window)
        said = self._registry(window, whole_month) | {table: self.statements.cut(table, window) for table in self.statements.pending}
        for table, frame in registers.items():
            self.truth.register(table, frame, window)
        for table, frame in said.items():
            self.truth.statements(table, frame, window)
        for table, source in sources().items():
            frame = (registers | said).get(table)
            if frame is None or frame.empty:
                continue
            rows = unfolded(frame) if table == "device_alarm" else frame
            data = render(source, cells(source, rows), window.stamp)
            Delivery(deliveries, source.feed, window.stamp).write(
                {source.file(window.stamp): data}, {"feed": source.feed, "as_of": window.as_of, "rows": len(rows)})
        self.end = window.end

    def _registry(self, window: Window, whole_month: bool) -> dict[str, pd.DataFrame]:
        """Reference data with the first delivery and every quarter; the calendar also when a new year's notice is out."""
        said = {}
        if self.end is None or (whole_month and window.stamp[5:] in QUARTERS):
            said |= {"region": geography.regions(), "fire_org": geography.fire_orgs(), "station": geography.stations()}
        days = calendar.published(window.last_day, self.plan.first)
        newest = int(days.day_date.dt.year.max())
        if said or newest > self.calendar_year:
            self.calendar_year, said["calendar_day"] = newest, days
        return said
