"""The monitoring centre's own books: transmission devices, what was switched off, who answered, what became of an alarm."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.plan import days_of, instant
from simulator.stating import NEVER, hours, stated

PANEL = "00"  # the first device of a unit, by the end of its number
FIRE, ISOLATED = "1", "3"  # kinds of alarm
LIMIT = 10  # minutes to answer a duty check


def step(rng: np.random.Generator, month: np.datetime64, alarms: pd.DataFrame, devices: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """isolation_period, duty_check and alarm_disposal of the month."""
    return {"isolation_period": _isolations(rng, alarms[alarms.alarm_kind_code == ISOLATED]),
            "duty_check": _duty_checks(rng, month, devices),
            "alarm_disposal": _disposals(rng, alarms[alarms.alarm_kind_code == FIRE])}


def transmitters(devices: pd.DataFrame) -> pd.DataFrame:
    """transmission_device: one per connected unit, installed with its panel; the index stays that of the panel."""
    panels = devices[devices.device_id.str.endswith(PANEL)]
    odd = panels.unit_id.str[-2:].astype(int) % 7 == 0
    return panels[["unit_id", "building_id", "region_code", "installed_date", "vendor_name", "is_online"]].assign(
        transmitter_id="T" + panels.unit_id.str[1:], protocol_code=np.where(odd, "9", "1").astype(object))


def _stamp(moments) -> np.ndarray:
    return pd.Series(moments).dt.strftime("%Y%m%d%H%M%S").to_numpy(object)


def _isolations(rng, alarms) -> pd.DataFrame:
    """A shield signal begins a period that lasts hours or days; one in twenty-five is forgotten."""
    n, at = len(alarms), alarms.occurred_at.to_numpy("datetime64[s]")
    frame = pd.DataFrame({
        "isolation_id": "PB" + alarms.device_id.str[1:].to_numpy(object) + _stamp(at), "device_id": alarms.device_id.to_numpy(object),
        "reason_code": rng.choice(np.array(["1", "2", "3", "9"], object), n, p=[0.4, 0.25, 0.25, 0.1]), "started_at": at,
        "ended_at": np.where(rng.random(n) < 0.04, NEVER, at + hours(np.exp(rng.normal(2, 1.3, n)).clip(0.2, 900)))})
    return stated(frame, "started_at", "ended_at", at_once=True)


def _duty_checks(rng, month, devices) -> pd.DataFrame:
    """A control room is asked less than once a month; most answer in time."""
    panels = devices[devices.device_id.str.endswith(PANEL)]
    first = month.astype("datetime64[D]").astype("datetime64[s]")
    there = panels[(panels.installed_date.to_numpy() < first) & panels.is_online.to_numpy(bool)]
    unit = np.repeat(there.unit_id.str[1:].to_numpy(object), rng.poisson(0.7, len(there)))
    n = len(unit)
    asked = instant(rng.choice(days_of(month), n)) + rng.integers(0, 86_400, n).astype("timedelta64[s]")
    result = rng.choice(np.array(["1", "2"], object), n, p=[0.88, 0.12])
    wait = np.where(result == "1", rng.integers(10, 60 * LIMIT, n), rng.integers(60 * LIMIT + 1, 1_700, n))
    answered = np.where((result == "2") & (rng.random(n) < 0.6), NEVER, asked + wait.astype("timedelta64[s]"))
    frame = pd.DataFrame({"check_id": "CG" + unit + _stamp(asked), "transmitter_id": "T" + unit, "asked_at": asked,
                          "limit_minutes": LIMIT, "answered_at": answered, "result_code": result,
                          "_t0": asked + np.timedelta64(30, "m"), "_t1": NEVER})
    return frame.drop_duplicates("check_id", ignore_index=True)


def _disposals(rng, alarms) -> pd.DataFrame:
    """Every fire alarm is looked after; what it was is known with the verdict."""
    n, at = len(alarms), alarms.occurred_at.to_numpy("datetime64[s]")
    open_ = alarms.verdict_at.isna().to_numpy()
    frame = pd.DataFrame({
        "disposal_id": "CZ" + alarms.device_id.str[1:].to_numpy(object) + _stamp(at), "device_id": alarms.device_id.to_numpy(object),
        "alarmed_at": at, "way_code": np.where(open_, None, rng.choice(np.array(["1", "2", "3"], object), n, p=[0.5, 0.2, 0.3])),
        "disposed_at": alarms.verdict_at.to_numpy("datetime64[s]"), "outcome_code": alarms.verdict_code.to_numpy(object)})
    told = stated(frame, "alarmed_at", "disposed_at", ("way_code", "outcome_code"), at_once=True)
    return told.assign(_t0=alarms._t0.to_numpy("datetime64[s]"))
