"""Who was sent to a call: one dispatch for every fire and rescue, with the states its crew reported."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.stating import NEVER, hours, stated

FIRE, RESCUE = "1", "2"  # categories of a call
LEFT, REACHED, WATER, RETURNING = "20", "22", "23", "25"  # GA/T 974.39


def step(rng: np.random.Generator, month: np.datetime64, news: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """dispatch and dispatch_event of the month's calls."""
    calls = news["alarm_call"]
    sent = calls[calls.category_code.isin([FIRE, RESCUE])].reset_index(drop=True)
    n = len(sent)
    fire = news["fire"].set_index("call_id").reindex(sent.call_id)
    ordered = sent.received_at.to_numpy("datetime64[s]") + rng.integers(10, 41, n).astype("timedelta64[s]")
    departed = ordered + rng.integers(30, 61, n).astype("timedelta64[s]")
    burning = fire.fire_id.notna().to_numpy()
    usual = np.where(rng.random(n) < 0.04, NEVER, departed + rng.integers(180, 1500, n).astype("timedelta64[s]"))
    reached = np.where(burning, fire.arrived_at.to_numpy("datetime64[s]"), usual)
    spent = hours(np.where(burning, rng.gamma(2, 0.8, n) + 0.4, rng.gamma(2, 0.3, n) + 0.3))
    returned = np.where(np.isnat(reached), departed, reached) + spent
    vehicles = 1 + rng.poisson(np.where(burning, 1.6, 0.4))
    frame = pd.DataFrame({
        "dispatch_id": "CJ" + sent.call_id.str[2:], "call_id": sent.call_id, "station_code": sent.station_code,
        "region_code": sent.region_code, "ordered_at": ordered, "departed_at": departed, "reached_at": reached,
        "returned_at": returned, "vehicle_count": vehicles, "firefighter_count": vehicles * 6 + rng.integers(0, 3, n)})
    return {"dispatch": stated(frame, "ordered_at", "returned_at", ("reached_at",), at_once=True),
            "dispatch_event": _events(frame, burning)}


def _events(sent: pd.DataFrame, burning: np.ndarray) -> pd.DataFrame:
    """The states of each dispatch, told when it is back."""
    water = np.where(burning, sent.reached_at.to_numpy("datetime64[s]") + np.timedelta64(90, "s"), NEVER)
    states = {LEFT: sent.departed_at.to_numpy("datetime64[s]"), REACHED: sent.reached_at.to_numpy("datetime64[s]"),
              WATER: water, RETURNING: sent.returned_at.to_numpy("datetime64[s]")}
    parts = [pd.DataFrame({"dispatch_id": sent.dispatch_id, "state_code": code, "occurred_at": at, "_t0": sent.returned_at})
             for code, at in states.items()]
    told = pd.concat(parts, ignore_index=True)
    return told[told.occurred_at.notna()].assign(_t1=NEVER).reset_index(drop=True)
