"""Buildings: pools per area and use from which units take their premises; plausible by the entry rules of the form."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.geography import addresses, place
from simulator.plan import Plan
from simulator.reference import areas

# Buildings per unit of a use: shops share houses; a housing estate, a works or a farm has its own.
PER_UNIT = {"1": 0.9, "2": 0.35, "3": 0.9, "4": 1.0}
SUFFIX = {"1": "住宅楼", "2": "综合楼", "3": "厂房", "4": "农牧用房"}


def make(plan: Plan, area: np.ndarray, use: np.ndarray) -> pd.DataFrame:
    """Buildings for units in `area` with `use`, and houses without units. Sorted by area and use; `pool` numbers the pairs."""
    rng = plan.rng("buildings")
    wanted = pd.Series(np.vectorize(PER_UNIT.get)(use)).groupby([area, use]).sum()
    wanted = wanted.reindex(pd.MultiIndex.from_product([range(len(areas())), list(PER_UNIT)]), fill_value=0).astype(float)
    homes = 12_000 * plan.scale * areas().population.to_numpy(float) / areas().population.sum()
    wanted[wanted.index.get_level_values(1) == "1"] += homes
    count = np.ceil(wanted.to_numpy()).astype(int).clip(1)
    at = np.repeat(np.arange(len(count)), count)
    frame = pd.DataFrame({"pool": at, "area": at // 4, "use_code": np.array(list(PER_UNIT), object)[at % 4]})
    frame = _shape(rng, frame, plan.first.year - 1)
    code = areas().code.to_numpy()[frame.area]
    frame["building_id"] = [f"B{c}{i:06d}" for i, c in enumerate(code, 1)]
    frame["region_code"] = code
    frame["address"] = addresses(rng, frame.area.to_numpy())
    frame["longitude"], frame["latitude"] = place(rng, frame.area.to_numpy())
    frame["building_name"] = [f"{s}{SUFFIX[u]}{i:05d}" for i, (s, u) in
                              enumerate(zip(areas().short.to_numpy()[frame.area], frame.use_code), 1)]
    frame["neglect"] = rng.normal(0, 1, len(frame))
    return frame


def _shape(rng: np.random.Generator, frame: pd.DataFrame, newest: int) -> pd.DataFrame:
    n, use = len(frame), frame.use_code.to_numpy()
    urban = (areas().population.to_numpy() / areas().area_km2.to_numpy() > 150)[frame.area]
    year = (newest + 1 - rng.gamma(2.2, 9, n)).clip(1952, newest).astype(int)
    tall = rng.random(n) < np.where(urban, 0.28, 0.08) * (year > 1996) * np.isin(use, ["1", "2"])
    low = np.where(use == "4", 1, np.where(use == "3", rng.integers(1, 5, n), rng.integers(1, 8, n)))
    floors = np.where(tall, rng.choice([9, 11, 12, 16, 18, 24, 26, 33], n), low)
    structure = _structure(rng, use, floors, year)
    footprint = np.exp(rng.normal(np.select([use == "3", use == "4"], [7.0, 6.0], 6.3), 0.5, n))
    area = (footprint * floors).round(1)
    grade = _resistance(rng, structure, floors, use)
    alarm = (year > 1998) & (rng.random(n) < np.where(floors >= 9, 0.9, np.where(area > 4000, 0.5, 0.06)))
    sprinkler = alarm & (rng.random(n) < np.where(floors >= 9, 0.75, 0.4))
    return frame.assign(
        built_year=year, floor_count=floors, height_m=(floors * np.where(use == "1", 2.9, 3.7) + 0.6).round(1),
        underground_floor_count=np.where((grade == "1") & (rng.random(n) < 0.7), rng.integers(1, 3, n), 0),
        floor_area_m2=area, structure_code=structure, fire_resistance_code=grade,
        dwelling_count=np.where(use == "1", (area / 105).astype(int).clip(1), 0),
        has_auto_alarm=alarm, has_sprinkler=sprinkler,
        exit_count=1 + (footprint / 350).astype(int).clip(0, 11),
        stair_count=np.where(floors > 1, 1 + (footprint / 700).astype(int), 0))


def _structure(rng, use, floors, year) -> np.ndarray:
    """钢砼 above eight floors; timber and 砖木 only where people build low and long ago."""
    n = len(use)
    draw = rng.random(n)
    modern = np.where(draw < 0.55, "1", "2")
    old = np.where(draw < 0.60, "2", np.where(draw < 0.88, "3", "4"))
    low = np.where((year < 1990) & (floors <= 3), old, modern)
    industry = np.where(draw < 0.55, "5", np.where(draw < 0.80, "1", "2"))
    farm = np.where(draw < 0.35, "2", np.where(draw < 0.60, "3", np.where(draw < 0.85, "6", "7")))
    return np.select([floors >= 9, use == "3", use == "4"], ["1", industry, farm], low).astype(object)


def _resistance(rng, structure, floors, use) -> np.ndarray:
    """耐火等级 that the entry rules accept (national form: structure and floors against grade)."""
    coin = rng.random(len(use)) < 0.5
    brick = np.where((use == "3") | coin, "2", "3")
    light = np.where(coin, "3", "4")
    frame = np.where((floors >= 17) | ((floors >= 9) & coin), "1", "2")
    return np.select([structure == "1", structure == "5", structure == "2"], [frame, "2", brick], light).astype(object)


def assign(rng: np.random.Generator, buildings: pd.DataFrame, area: np.ndarray, use: np.ndarray) -> np.ndarray:
    """Row of a building for each unit, out of the pool of its area and use."""
    size = np.bincount(buildings.pool)
    start = np.concatenate([[0], size.cumsum()[:-1]])
    pool = area * 4 + (use.astype(int) - 1)
    return start[pool] + (rng.random(len(pool)) * size[pool]).astype(int)
