"""Regions, fire organisation and stations of Qinghai, and where in an area things stand.

Codes, names and seats are the real ones; stations and populations marked `assumed` in the reference table are not.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from simulator.reference import areas, table


@lru_cache
def regions() -> pd.DataFrame:
    """silver.region: the province, 8 prefectures, 44 counties and 大柴旦."""
    known = table("regions")
    frame = known.rename(columns={"code": "region_code", "name": "region_name", "level": "level_code", "parent": "parent_code"})
    frame = frame.assign(is_statutory=known.level != "area", area_km2=known.area_km2.astype(float))
    return frame[["region_code", "region_name", "level_code", "parent_code", "longitude", "latitude", "population", "area_km2",
                  "is_statutory"]]


@lru_cache
def stations() -> pd.DataFrame:
    """silver.station, with `area`: one per area and one more per 110,000 people."""
    rng = np.random.default_rng(630000)
    rows = []
    for area in areas().itertuples():
        for number in range(1, 2 + area.population // 110_000):
            special = number == 1 and area.code in ("630102", "632801")
            kind = "20" if special else "11" if number == 1 and area.population > 150_000 else "12"
            name = f"{area.short}{'特勤站' if special else '消防救援站' if number == 1 else f'第{number}消防救援站'}"
            shift = rng.normal(0, 0.012 if number == 1 else 0.02, 2)
            crew = {"20": 45, "11": 32, "12": 18}[kind] + int(rng.integers(0, 8))
            rows.append((f"{area.code}{number:02d}", name, kind, f"{area.code}00", area.code,
                         round(area.longitude + shift[0], 6), round(area.latitude + shift[1], 6), crew, crew // 6, area.Index))
    return pd.DataFrame(rows, columns=["station_code", "station_name", "station_kind_code", "org_code", "region_code",
                                       "longitude", "latitude", "crew_count", "vehicle_count", "area"])


@lru_cache
def fire_orgs() -> pd.DataFrame:
    """silver.fire_org: 总队, 8 支队, 45 大队 and their stations."""
    rows = [("63000000", "青海省消防救援总队", "1", None, "630000")]
    for region in table("regions").itertuples():
        if region.level == "prefecture":
            rows.append((f"{region.code}00", f"{region.name}消防救援支队", "2", "63000000", region.code))
        elif region.level != "province":
            rows.append((f"{region.code}00", f"{region.name}消防救援大队", "3", f"{region.parent}00", region.code))
    rows += [(s.station_code, s.station_name, "4", s.org_code, s.region_code) for s in stations().itertuples()]
    return pd.DataFrame(rows, columns=["org_code", "org_name", "org_level_code", "parent_code", "region_code"])


@lru_cache
def towns() -> pd.DataFrame:
    """Built-up places: area, longitude, latitude, spread (degrees) and weight among the places of the area."""
    rng = np.random.default_rng(632857)
    rows = []
    for area in areas().itertuples():
        urban = area.area_km2 < 200
        rows.append((area.Index, area.longitude, area.latitude, 0.012 if urban else 0.016, 1.0 if urban else 0.7))
        count = 0 if urban else 2 + min(3, area.population // 80_000)
        reach = min(0.22, 0.2 * np.sqrt(area.area_km2) / 111)
        for _ in range(count):
            angle, distance = rng.uniform(0, 2 * np.pi), reach * rng.uniform(0.4, 1)
            rows.append((area.Index, area.longitude + distance * np.cos(angle), area.latitude + distance * np.sin(angle) * 0.8,
                         0.006, 0.3 / count))
    return pd.DataFrame(rows, columns=["area", "longitude", "latitude", "spread", "weight"])


def place(rng: np.random.Generator, area: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Longitude and latitude (WGS84, six digits) of a thing in each of the areas."""
    known = towns()
    bound = known.groupby("area").weight.cumsum().to_numpy() + known.area.to_numpy()
    town = np.searchsorted(bound, area + rng.random(len(area)) * 0.999999)
    spread = known.spread.to_numpy()[town]
    longitude = known.longitude.to_numpy()[town] + rng.normal(0, 1.2, len(area)) * spread
    return longitude.round(6), (known.latitude.to_numpy()[town] + rng.normal(0, 0.8, len(area)) * spread).round(6)


def nearest_station(longitude: np.ndarray, latitude: np.ndarray, area: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Code of the nearest station of the same area, and its distance in km."""
    code, distance = np.empty(len(area), object), np.empty(len(area))
    known = stations()
    for one in np.unique(area):
        mine, here = known[known.area == one], area == one
        east = (longitude[here, None] - mine.longitude.to_numpy()) * 89
        north = (latitude[here, None] - mine.latitude.to_numpy()) * 111
        away = np.hypot(east, north)
        code[here] = mine.station_code.to_numpy()[away.argmin(axis=1)]
        distance[here] = away.min(axis=1)
    return code, distance


ROADS = np.array(["示范路", "丁香街", "格桑街", "雪莲路", "云杉巷", "长风路", "北斗街", "晨光路", "青稞街", "松林巷",
                  "流水路", "归雁街"], object)


def addresses(rng: np.random.Generator, area: np.ndarray) -> np.ndarray:
    """Street and number of each thing; the streets are invented."""
    known = areas()
    road, number = ROADS[rng.integers(0, len(ROADS), len(area))], rng.integers(1, 400, len(area))
    return np.array([f"{n}{r}{i}号" for n, r, i in zip(known.name.to_numpy()[area], road, number)], object)
