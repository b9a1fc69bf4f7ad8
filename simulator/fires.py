"""Where and when it burns: units by their hidden rate, dwellings, vehicles and open ground by people and weather."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.geography import addresses, place
from simulator.hazard import SEASON, STRUCTURE, Hazard
from simulator.plan import Plan, days_of, instant
from simulator.reference import areas, table
from simulator.register import Register
from simulator.weather import danger_of

YEARLY = {"dwelling": 1400, "vehicle": 450, "outdoor": 900}  # whole province at scale 1
OUTDOOR_SEASON = np.array([0.9, 1.3, 2.2, 2.4, 1.4, 0.5, 0.3, 0.3, 0.4, 0.7, 0.9, 0.7])
HOURS = {"unit": (13, 5.0), "dwelling": (18, 5.5), "vehicle": (14, 5.5), "outdoor": (15, 3.5)}


def step(plan: Plan, register: Register, hazard: Hazard, weather: pd.DataFrame, month: np.datetime64) -> pd.DataFrame:
    """Fires of the month before anybody reports them: kind, area, row, building, day, fire_at, place and cause."""
    rng = plan.rng("fires", month)
    danger = danger_of(weather)
    parts = [_units(rng, register, hazard, danger, month), _dwellings(plan, rng, register, danger, month),
             *(_others(plan, rng, kind, danger, month) for kind in ("vehicle", "outdoor"))]
    fires = pd.concat(parts, ignore_index=True)
    fires["fire_at"] = _moments(rng, fires, danger, month)
    fires["cause_code"] = _causes(rng, fires.kind.to_numpy(object))
    return fires.sort_values(["fire_at", "area"], ignore_index=True)


def _number(month: np.datetime64) -> int:
    return int(month.astype(int)) % 12


def _units(rng, register, hazard, danger, month) -> pd.DataFrame:
    """At most one fire per unit and month."""
    rows = register.open_rows(month)
    area = register.units.area.to_numpy()[rows]
    rate = hazard.rates(rows) * SEASON[_number(month)] / SEASON.mean() * (danger.mean(axis=1) ** 0.6)[area]
    burnt = rows[rng.random(len(rows)) < 1 - np.exp(-rate * danger.shape[1] / 365)]
    hazard.neglect[burnt] -= 0.25
    units = register.units.iloc[burnt]
    frame = pd.DataFrame({"kind": "unit", "area": units.area.to_numpy(), "row": burnt, "building": units.building.to_numpy(),
                          "place_code": table("unit_types").place.to_numpy(object)[units.kind],
                          "longitude": units.longitude.to_numpy(), "latitude": units.latitude.to_numpy()})
    return frame.assign(address=units.address.to_numpy(object))


def _dwellings(plan, rng, register, danger, month) -> pd.DataFrame:
    """Homes: more in old and timber houses, more in winter, in proportion to the people of the area."""
    count = _counts(plan, rng, "dwelling", SEASON / SEASON.mean(), danger, month)
    houses = register.buildings
    homes = houses.use_code.to_numpy(object) == "1"
    weight = homes * np.sqrt(houses.dwelling_count.to_numpy(float)) * np.exp(
        0.02 * (2026 - houses.built_year.to_numpy()) + np.array([STRUCTURE[s] for s in houses.structure_code]))
    total = weight.cumsum()
    start = np.searchsorted(houses.area.to_numpy(), np.arange(len(areas()) + 1))
    low, high = np.concatenate([[0], total])[start[:-1]], np.concatenate([[0], total])[start[1:]]
    area = np.repeat(np.arange(len(areas())), count)
    building = np.searchsorted(total, low[area] + rng.random(len(area)) * (high - low)[area] * 0.999999, side="right")
    house = houses.iloc[building]
    return pd.DataFrame({"kind": "dwelling", "area": area, "row": -1, "building": building, "place_code": "P01",
                         "longitude": house.longitude.to_numpy(), "latitude": house.latitude.to_numpy(),
                         "address": [f"{a}{r}室" for a, r in zip(house.address, rng.integers(101, 699, len(area)))]})


def _others(plan, rng, kind, danger, month) -> pd.DataFrame:
    season = OUTDOOR_SEASON / OUTDOOR_SEASON.mean() if kind == "outdoor" else np.ones(12)
    count = _counts(plan, rng, kind, season, danger, month)
    area = np.repeat(np.arange(len(areas())), count)
    longitude, latitude = place(rng, area)
    code = "P18" if kind == "vehicle" else rng.choice(["P19", "P20", "P17"], len(area), p=[0.45, 0.40, 0.15])
    return pd.DataFrame({"kind": kind, "area": area, "row": -1, "building": -1, "place_code": code, "longitude": longitude,
                         "latitude": latitude, "address": addresses(rng, area)})


def _counts(plan, rng, kind, season, danger, month) -> np.ndarray:
    people = areas().population.to_numpy(float) / areas().population.sum()
    weather = danger.mean(axis=1) ** (1.5 if kind == "outdoor" else 0.5)
    return rng.poisson(YEARLY[kind] * plan.scale * people * season[_number(month)] * weather * danger.shape[1] / 365)


def _moments(rng, fires, danger, month) -> np.ndarray:
    """A day by the danger of the area's days, an hour by the habits of the kind."""
    power = np.where(fires.kind == "outdoor", 1.5, 0.6)[:, None]
    weight = danger[fires.area.to_numpy()] ** power
    bound = weight.cumsum(axis=1) / weight.sum(axis=1, keepdims=True)
    day = (bound < rng.random(len(fires))[:, None]).sum(axis=1)
    centre, width = (np.array([HOURS[k][i] for k in fires.kind], float) for i in (0, 1))
    seconds = ((rng.normal(centre, width) % 24) * 3600).astype(int)
    return instant(days_of(month)[day]) + seconds.astype("timedelta64[s]")


def _causes(rng, kinds) -> np.ndarray:
    known, cause = table("causes"), np.empty(len(kinds), object)
    for kind in ("unit", "dwelling", "vehicle", "outdoor"):
        here = kinds == kind
        cause[here] = rng.choice(known.code.to_numpy(object), int(here.sum()), p=known[kind].to_numpy(float))
    return cause
