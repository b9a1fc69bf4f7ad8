"""Emergency calls: one for each fire, and the many others a 119 centre answers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import people
from simulator.geography import addresses, nearest_station, place
from simulator.plan import Plan, days_of, instant
from simulator.reference import areas
from simulator.stating import NEVER

OTHERS = 9_000  # a year at scale 1
CATEGORY = (["1", "2", "3", "4", "8", "9"], [0.14, 0.34, 0.36, 0.05, 0.06, 0.05])
SOURCE = (["1", "2", "3", "4", "5", "9"], [0.70, 0.20, 0.02, 0.03, 0.04, 0.01])


def step(plan: Plan, month: np.datetime64, fires: pd.DataFrame, networked: np.ndarray) -> pd.DataFrame:
    """alarm_call of the month. `networked` marks fires in units with remote monitoring, whose panel calls first."""
    rng = plan.rng("calls", month)
    days = days_of(month)
    share = areas().population.to_numpy(float) / areas().population.sum()
    area = np.repeat(np.arange(len(areas())), rng.poisson(OTHERS * plan.scale * share * len(days) / 365))
    n = len(area)
    longitude, latitude = place(rng, area)
    at = instant(rng.choice(days, n)) + ((rng.normal(15, 5.5, n) % 24) * 3600).astype(int).astype("timedelta64[s]")
    code = areas().code.to_numpy(object)[area]
    day = (at + np.timedelta64(8, "h")).astype("datetime64[D]").astype(str)
    other = pd.DataFrame({
        "call_id": [f"JQ{c}{d.replace('-', '')}{i:05d}" for i, (c, d) in enumerate(zip(code, day), 50_001)],
        "received_at": at, "category_code": rng.choice(np.array(CATEGORY[0], object), n, p=CATEGORY[1]),
        "source_code": rng.choice(np.array(SOURCE[0], object), n, p=SOURCE[1]), "region_code": code, "org_code": code + "00",
        "station_code": nearest_station(longitude, latitude, area)[0], "address": addresses(rng, area),
        "longitude": longitude, "latitude": latitude, "is_fire": False})
    source = rng.choice(np.array(SOURCE[0], object), len(fires), p=SOURCE[1])
    shared = ["call_id", "received_at", "region_code", "org_code", "station_code", "address", "longitude", "latitude"]
    ours = fires[shared].assign(
        category_code="1", source_code=np.where(networked & (rng.random(len(fires)) < 0.5), "3", source), is_fire=True)
    calls = pd.concat([other, ours], ignore_index=True).sort_values(["received_at", "call_id"], ignore_index=True)
    calls["caller_phone"] = people.phones(rng, len(calls))
    # Some calls are entered as a fire, or as none, and set right when the crew is back.
    corrected = (calls.category_code == "1").to_numpy() & (rng.random(len(calls)) < 0.05)
    t0 = calls.received_at.to_numpy() + np.timedelta64(10, "m")
    later = rng.integers(3_600, 200_000, len(calls)).astype("timedelta64[s]")
    return calls.assign(is_fire__first=calls.is_fire.to_numpy(bool) ^ corrected, _t0=t0,
                        _t1=np.where(corrected, t0 + later, NEVER))
