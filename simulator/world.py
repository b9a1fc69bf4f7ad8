"""The province month by month: every part takes its step in one order, and their records meet here."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import calls, fire_frames, fires, further
from simulator.devices import Devices
from simulator.enterprises import Enterprises
from simulator.hazard import Hazard, probability
from simulator.inspections import Inspections
from simulator.plan import SECOND, Plan, Window, instant
from simulator.register import Register, building_snapshot
from simulator.weather import Weather

Frames = dict[str, pd.DataFrame]


class World:
    """The state at the end of the last month made. `step` returns what the month adds to the tables that tell news."""

    def __init__(self, plan: Plan):
        self.plan, self.register = plan, Register(plan)
        self.hazard = Hazard(plan, self.register.units, self.register.buildings)
        self.weather = Weather(plan)
        self.devices = Devices(plan, self.register, self.hazard)
        self.inspections = Inspections(plan, self.register, self.hazard)
        self.enterprises = Enterprises(plan, self.register, self.hazard)
        self.kept: Frames = {}  # records that those of later months speak of
        self.month: np.datetime64 | None = None

    def step(self, month: np.datetime64) -> Frames:
        """Records of the month: `_t0` and `_t1` say when a system states them, `x__first` what x was until `_t1`."""
        units = self.register
        new = units.step(month)
        self.hazard.add(units.units.iloc[new], units.buildings, month)
        self._refit()
        self.hazard.drift(month)
        weather = self.weather.step(month)
        burnt = fires.step(self.plan, units, self.hazard, weather, month)
        records = fire_frames.frames(self.plan, month, burnt, units)
        row = burnt.row.to_numpy()
        networked = (row >= 0) & units.units.is_networked.to_numpy(bool)[np.maximum(row, 0)]
        news = {**records, "alarm_call": calls.step(self.plan, month, records["fire"], networked),
                "device_alarm": self.devices.step(month, burnt), **self.inspections.step(month, new),
                "weather_day": _by_evening(weather)}
        self.enterprises.step(month, new)
        self.month = month
        return news if self.plan.core else news | further.step(self, month, news)

    def _refit(self) -> None:
        """What was fitted this month counts in the hidden rate."""
        fitted = [rows for frame, rows, column, *_ in self.register.log if frame == "units" and column == "has_auto_alarm"]
        rows = np.unique(np.concatenate(fitted)) if fitted else np.zeros(0, int)
        self.hazard.refresh(self.register.units.iloc[rows], self.register.buildings, rows)

    def snapshots(self, window: Window) -> Frames:
        """The registers as they stood at the end of the window; the index is the row's number since the beginning."""
        registers = {"unit": self.register.unit_snapshot(window), "building": building_snapshot(self.register, window),
                     "alarm_device": self.devices.snapshot(window), "enterprise": self.enterprises.snapshot(window)}
        return registers if self.plan.core else registers | further.snapshots(self, registers)

    def true_hazard(self, month: np.datetime64) -> pd.DataFrame:
        """unit_id, as_of_date (first day of `month`, the one after the last made) and true_probability of every open unit."""
        rows = self.register.open_rows(month)
        closing = self.register.closing[self.register.units.kind.to_numpy()[rows]]
        return pd.DataFrame({"unit_id": self.register.units.unit_id.to_numpy(object)[rows],
                             "as_of_date": month.astype("datetime64[s]"),
                             "true_probability": probability(self.hazard.rates(rows), closing)})


def _by_evening(weather: pd.DataFrame) -> pd.DataFrame:
    """A day's weather is stated with its last second."""
    ends = instant(weather.day_date.to_numpy("datetime64[D]") + 1) - SECOND
    return weather.assign(_t0=ends, _t1=np.datetime64("NaT", "s"))
