"""Fire-alarm components under remote monitoring, and what they send: seldom a fire, often dust, faults and resends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.hazard import Hazard
from simulator.plan import LOCAL, Plan, Window, days_of, instant
from simulator.register import Register
from simulator.stating import NEVER

# component type → system type, and how many of it per unit on average beyond the panel
COMPONENTS = (("1", "1"), ("40", "1"), ("42", "1"), ("31", "1"), ("23", "1"), ("24", "11"), ("96", "12"), ("99", "12"),
              ("17", "0"), ("85", "10"))
SHARE = np.array([0, 0.34, 0.22, 0.12, 0.10, 0.08, 0.05, 0.02, 0.04, 0.03])
VENDORS = np.array(["示例电子甲", "示例电子乙", "示例智联丙", "示例物联丁"], object)
KINDS, KIND_SHARE = np.array(["1", "2", "3", "4"], object), [0.42, 0.44, 0.06, 0.08]
RESEND = 40  # seconds


class Devices:
    """Devices appear when their unit is connected and vanish from the register when it closes."""

    def __init__(self, plan: Plan, register: Register, hazard: Hazard):
        self.plan, self.register, self.hazard = plan, register, hazard
        self.frame = pd.DataFrame()
        self.known = np.zeros(0, bool)
        self.switches: tuple[np.ndarray, np.ndarray] = (np.zeros(0, int), np.zeros(0, "datetime64[s]"))

    def step(self, month: np.datetime64, fires: pd.DataFrame) -> pd.DataFrame:
        """device_alarm of the month. `fires` has row, fire_at."""
        rng, units = self.plan.rng("devices", month), self.register.units
        self.known = np.concatenate([self.known, np.zeros(len(units) - len(self.known), bool)])
        fresh = np.flatnonzero(units.is_networked.to_numpy(bool) & ~self.known & np.isnat(units.closed_date.to_numpy()))
        self.known[fresh] = True
        self._install(rng, month, fresh)
        days = days_of(month)
        flips = np.flatnonzero(rng.random(len(self.frame)) < np.where(self.frame.is_online, 0.012, 0.35))
        self.switches = (flips, instant(rng.choice(days, len(flips))) + np.timedelta64(13, "h"))
        online = self.frame.is_online.to_numpy(bool).copy()
        online[flips] = ~online[flips]
        self.frame["is_online"] = online
        alarms = pd.concat([self._background(rng, month, days), self._real(rng, fires)], ignore_index=True)
        installed = instant(self.frame.installed_date.to_numpy()[alarms.device.to_numpy(int)])
        return self._records(rng, alarms[alarms.occurred_at.to_numpy() >= installed])

    def _install(self, rng, month, rows) -> None:
        units = self.register.units.iloc[rows]
        count = 1 + (units.floor_area_m2.to_numpy() / 700).astype(int).clip(2, 12)
        at = np.repeat(np.arange(len(rows)), count)
        number = pd.Series(at).groupby(at).cumcount().to_numpy()
        part = np.where(number == 0, 0, rng.choice(len(SHARE), len(at), p=SHARE))
        opened = np.maximum(units.opened_date.to_numpy("datetime64[D]"), month.astype("datetime64[D]") - 1800)
        first = not len(self.frame)
        joined = opened if first else np.maximum(opened, self._connected(month)[rows])
        slack = np.maximum((month.astype("datetime64[D]") - joined).astype(int), 1)
        added = pd.DataFrame({
            "device_id": [f"D{u[1:]}{n:02d}" for u, n in zip(units.unit_id.to_numpy(object)[at], number)],
            "unit_id": units.unit_id.to_numpy(object)[at], "building_id": units.building_id.to_numpy(object)[at],
            "region_code": units.region_code.to_numpy(object)[at],
            "system_type_code": np.array([s for _, s in COMPONENTS], object)[part],
            "component_type_code": np.array([c for c, _ in COMPONENTS], object)[part],
            "installed_date": (joined + (rng.random(len(rows)) * slack).astype(int))[at].astype("datetime64[s]"),
            "is_online": rng.random(len(at)) < 0.96, "vendor_name": VENDORS[rng.integers(0, 4, len(rows))][at],
            "row": rows[at], "trouble": rng.gamma(0.8, 1.25, len(at))})
        self.frame = pd.concat([self.frame, added], ignore_index=True) if len(self.frame) else added

    def _connected(self, month) -> np.ndarray:
        """The day of the month on which each unit was connected; the first for those not connected in it."""
        day = np.full(len(self.register.units), month.astype("datetime64[D]"))
        for frame, rows, column, _, at in self.register.log:
            if (frame, column) == ("units", "is_networked"):
                day[rows] = (at + LOCAL).astype("datetime64[D]")
        return day

    def _alive(self) -> np.ndarray:
        return np.isnat(self.register.units.closed_date.to_numpy()[self.frame.row])

    def _background(self, rng, month, days) -> pd.DataFrame:
        """False alarms, faults, shields and supervision signals; neglected units have more."""
        care = np.exp(0.35 * self.hazard.neglect[self.frame.row])
        rate = 0.10 * self.frame.trouble * care * self.frame.is_online * self._alive()
        device = np.repeat(np.arange(len(self.frame)), rng.poisson(rate))
        n = len(device)
        kind = rng.choice(KINDS, n, p=KIND_SHARE)
        at = instant(rng.choice(days, n)) + rng.integers(0, 86_400, n).astype("timedelta64[s]")
        alarm = np.select([rng.random(n) < 0.62, rng.random(n) < 0.5], ["2", "3"], "5").astype(object)
        return pd.DataFrame({"device": device, "alarm_kind_code": kind, "occurred_at": at,
                             "verdict_code": np.where(kind == "1", alarm, np.where(kind == "2", "4", "5")), "real": False})

    def _real(self, rng, fires) -> pd.DataFrame:
        """A fire in a connected unit: detectors within minutes, then the pump starts and answers."""
        burnt = fires[fires.row >= 0].merge(self.frame.reset_index(names="device")[["device", "row", "is_online"]], on="row")
        burnt = burnt[burnt.is_online & (rng.random(len(burnt)) < 0.45)]
        n = len(burnt)
        kind = rng.choice(np.array(["1", "5", "6"], object), n, p=[0.7, 0.15, 0.15])
        at = burnt.fire_at.to_numpy("datetime64[s]") + rng.integers(20, 420, n).astype("timedelta64[s]")
        return pd.DataFrame({"device": burnt.device.to_numpy(int), "alarm_kind_code": kind, "occurred_at": at,
                             "verdict_code": "1", "real": True})

    def _records(self, rng, alarms) -> pd.DataFrame:
        """Resends until somebody acknowledges; a verdict within minutes or days, or never."""
        alarms = alarms.drop_duplicates(["device", "occurred_at", "alarm_kind_code"]).sort_values(
            ["occurred_at", "device", "alarm_kind_code"], ignore_index=True)
        n, real = len(alarms), alarms.real.to_numpy(bool)
        occurred = alarms.occurred_at.to_numpy()
        received = occurred + rng.integers(2, 25, n).astype("timedelta64[s]")
        again = rng.geometric(np.where(real, 0.10, 0.35)) - 1
        resend = np.where(np.isin(alarms.alarm_kind_code, ["1", "2"]), again, 0).clip(0, 40)
        quiet = received + (resend * RESEND).astype("timedelta64[s]")
        wait = np.exp(rng.normal(np.where(real, 7.5, 9.5), 1.3, n)).clip(300, 5e5).astype(int).astype("timedelta64[s]")
        verdict_at = np.where(~real & (rng.random(n) < 0.12), NEVER, quiet + wait)
        return pd.DataFrame({
            "device_id": self.frame.device_id.to_numpy(object)[alarms.device], "occurred_at": occurred,
            "alarm_kind_code": alarms.alarm_kind_code, "received_at": received, "resend_count": resend,
            "verdict_code": np.where(np.isnat(verdict_at), None, alarms.verdict_code), "verdict_at": verdict_at,
            "verdict_code__first": None, "verdict_at__first": NEVER, "_t0": quiet, "_t1": verdict_at})

    def snapshot(self, window: Window) -> pd.DataFrame:
        """Devices of open units as they stood at the end of the window."""
        flips, when = self.switches
        online = self.frame.is_online.to_numpy(bool).copy()
        online[flips[when > window.end]] ^= True
        day = window.last_day.astype("datetime64[s]")
        closed = self.register.as_of("units", window).closed_date.to_numpy()[self.frame.row]
        kept = (self.frame.installed_date.to_numpy() <= day) & (np.isnat(closed) | (closed > day))
        return self.frame.assign(is_online=online)[kept]


def unfolded(said: pd.DataFrame) -> pd.DataFrame:
    """The messages behind alarms stated in a window: one per resend while nobody knows, and one with the verdict."""
    new = said[said._new]
    at = np.repeat(np.arange(len(new)), new.resend_count.to_numpy() + 1)
    sends = new.iloc[at].reset_index(drop=True)
    number = sends.groupby(at).cumcount().to_numpy()
    received = sends.received_at.to_numpy() + (number * RESEND).astype("timedelta64[s]")
    sends = sends.assign(resend_count=number, received_at=received, verdict_code=None, verdict_at=np.full(len(sends), NEVER))
    told = said[said.verdict_at.notna()]
    messages = pd.concat([sends, told], ignore_index=True) if len(told) else sends
    moment = np.where(messages.verdict_at.notna(), messages.verdict_at, messages.received_at)
    return messages.iloc[np.argsort(moment, kind="stable")].reset_index(drop=True)
