"""Units: who occupies which premises, how the fire service keeps them, and what is hidden in them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import people
from simulator.buildings import assign
from simulator.credit import credit_codes
from simulator.plan import Plan
from simulator.reference import areas, table

WORDS = np.array(list("松柏兰竹梅荷菊桂枫杉桦榆柳桐槐棠"), object)
CHAINS = ("便利店", "快递点", "银行网点", "加油加气站")


def draw_types(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Area and type (row numbers of the reference tables) of new premises: spread like the population, denser in towns."""
    weight = areas().population.to_numpy(float) * (1 + 0.5 * (areas().area_km2.to_numpy() < 200))
    share = table("unit_types").share.to_numpy(float)
    return rng.choice(len(weight), count, p=weight / weight.sum()), rng.choice(len(share), count, p=share / share.sum())


def make(plan: Plan, part: str, month, buildings: pd.DataFrame, area, kind, building, first: int) -> pd.DataFrame:
    """Units of type `kind` in rows `building` of `buildings`, numbered from `first`. Dates are set by the caller."""
    rng = plan.rng(part, month)
    types = table("unit_types").iloc[kind].reset_index(drop=True)
    house = buildings.iloc[building].reset_index(drop=True)
    n, number = len(kind), first + np.arange(len(kind))
    size = rng.normal(0, 0.6, n)
    floor_area = np.exp(np.log(types.area_median.to_numpy(float)) + size).clip(8).round(1)
    staff = (types.staff_median.to_numpy(float) * np.exp(0.7 * size + rng.normal(0, 0.3, n))).round().astype(int).clip(1)
    is_key = (rng.random(n) < types.key_share.to_numpy(float)) & types.key_unit.notna().to_numpy()
    category = np.where(is_key & (types.category != "4"), "1", types.category).astype(object)
    code = areas().code.to_numpy()[area]
    short = areas().short.to_numpy()[area]
    word = WORDS[rng.integers(0, len(WORDS), n)] + WORDS[rng.integers(0, len(WORDS), n)]
    offset = rng.normal(0, 0.0004, (2, n))
    frame = pd.DataFrame({
        "unit_id": [f"U{c}{i:06d}" for c, i in zip(code, number)],
        "unit_name": [f"{s}{w}{t}{i:05d}号" for s, w, t, i in zip(short, word, types["name"], number)],
        "credit_code": _credit(rng, number, types, code), "category_code": category,
        "supervision_level_code": np.select([category == "4", is_key, category == "3"], ["2", "3", "4"], "1").astype(object),
        "key_unit_code": np.where(is_key, types.key_unit, None), "industry_code": types.industry.to_numpy(object),
        "building_id": house.building_id.to_numpy(object), "region_code": code, "org_code": code + "00",
        "address": [f"{a}{f}层{r}室" for a, f, r in zip(house.address, rng.integers(1, house.floor_count.to_numpy() + 1),
                                                      rng.integers(1, 30, n))],
        "longitude": (house.longitude.to_numpy() + offset[0]).round(6),
        "latitude": (house.latitude.to_numpy() + offset[1]).round(6),
        "floor_area_m2": floor_area, "staff_count": staff, "is_crowded": types.crowded.to_numpy(int) == 1,
        "has_auto_alarm": house.has_auto_alarm.to_numpy() | (is_key & (rng.random(n) < 0.75)),
        "has_sprinkler": house.has_sprinkler.to_numpy() | (is_key & (rng.random(n) < 0.35)),
        "contact_phone": people.phones(rng, n),
        # not delivered
        "area": area, "kind": kind, "building": building, "size": size,
    })
    frame["is_networked"] = frame.has_auto_alarm & (rng.random(n) < types.networked.to_numpy(float))
    frame["usual_neglect"] = (0.35 * house.neglect.to_numpy() + 0.35 * (category == "3") + 0.4 * (category == "6")
                              - 0.3 * is_key - 0.25 * size + rng.normal(0, 0.85, n))
    return frame


def _credit(rng, number, types, code) -> np.ndarray:
    """Credit codes; people and nine tenths of the smallest places have their own, some have none, chains share one."""
    known = types.credit.notna().to_numpy() & ((types.credit != "92").to_numpy() | (rng.random(len(number)) < 0.85))
    codes = np.full(len(number), None, object)
    codes[known] = credit_codes(types.credit.to_numpy(object)[known], code[known], number[known])
    chain = known & types["name"].isin(CHAINS).to_numpy() & (rng.random(len(number)) < 0.3)
    for kind in CHAINS:
        rows = np.flatnonzero(chain & (types["name"] == kind).to_numpy())
        codes[rows] = codes[rows[(np.arange(len(rows)) // 4) * 4]] if len(rows) else codes[rows]
    return codes


def found(plan: Plan, buildings_of) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Units and buildings at the beginning of history. `buildings_of(plan, area, use)` makes the buildings."""
    rng = plan.rng("units")
    area, kind = draw_types(rng, max(200, round(60_000 * plan.scale)))
    use = table("unit_types").use.to_numpy(object)[kind]
    buildings = buildings_of(plan, area, use)
    building = assign(rng, buildings, area, use)
    units = make(plan, "founding", None, buildings, area, kind, building, 1)
    start = np.datetime64(plan.first, "D")
    oldest = buildings.built_year.to_numpy()[building]
    age = np.minimum(rng.gamma(1.6, 1500, len(units)).astype(int) + 20, (int(str(start)[:4]) - oldest).clip(1) * 365)
    units["opened_date"] = (start - age).astype("datetime64[s]")
    units["closed_date"] = np.full(len(units), np.datetime64("NaT"), "datetime64[s]")
    return units, buildings
