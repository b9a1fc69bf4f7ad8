"""Sources from which nothing else in the province follows: small samples, declared column by column in `formats/samples/`.

A source there says `of`: what its rows are about (unit, station, inspection, another sample …), `kinds`: the trades of the
units, and `rows`: [with the first month, in every later one], at scale 1. Its columns carry a third part beside header and way,
"header | way | maker", and after ` ? ` the share that stays empty. Makers are the functions of `simulator.makers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from simulator import geography
from simulator.makers import MAKERS, Making
from simulator.plan import instant
from simulator.reference import table as reference
from simulator.stating import NEVER, evening

LEAST = 4  # rows of a small world's first delivery


@dataclass(frozen=True)
class Sample:
    """One declared source. `made`: column → (maker, its words, share left empty); `timed`: columns that are moments."""

    table: str
    of: str
    kinds: tuple[str, ...]
    first: int
    later: int
    made: dict[str, tuple[str, tuple[str, ...], float]]
    timed: tuple[str, ...]


@lru_cache
def samples() -> list[Sample]:
    """All samples in the order in which they may speak of each other."""
    folder = Path(__file__).parent / "formats" / "samples"
    return [_declared(feed, body) for file in sorted(folder.glob("*.yml"))
            for feed, body in yaml.safe_load(file.read_text("utf-8")).items()]


def _declared(feed: str, body: dict) -> Sample:
    made, timed = {}, []
    for column, text in body["columns"].items():
        _, way, maker = text.split(" | ")
        maker, _, empty = maker.partition(" ? ")
        name, *words = maker.split()
        made[column] = (name, tuple(words), float(empty or 0))
        if way.startswith("time") or name == "day":
            timed.append(column)
    return Sample(feed.split(".")[1], body["of"], tuple(body.get("kinds", ())), *body["rows"], made, tuple(timed))


def step(world, month: np.datetime64, news: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The samples' records of a month; `world.kept` holds what later samples speak of."""
    is_first = month == world.plan.months()[0]
    units = world.register.units.iloc[world.register.open_rows(month)]
    units = units.assign(trade=reference("unit_types")["name"].to_numpy(object)[units.kind])
    known = {"unit": units, "building": world.register.buildings, "alarm_device": world.devices.frame,
             "station": geography.stations(), "county": _counties(), **news}
    made: dict[str, pd.DataFrame] = {}
    for sample in samples():
        rng = world.plan.rng(f"sample {sample.table}", month)
        base = {**known, **made, **world.kept}.get(sample.of)
        if base is None:
            continue
        if sample.kinds:
            base = base[base.trade.isin(sample.kinds)]
        count = min(len(base), _count(rng, sample, world.plan.scale, is_first))
        if count:
            base = base.iloc[rng.choice(len(base), count, replace=False)].reset_index(drop=True)
            made[sample.table] = _frame(sample, Making(rng, base, month, sample.table))
            world.kept.setdefault(sample.table, made[sample.table])
    return made


def _count(rng, sample: Sample, scale: float, is_first: bool) -> int:
    if is_first:
        return max(LEAST, round(sample.first * scale)) if sample.first else 0
    return int(rng.poisson(sample.later * scale))


def _frame(sample: Sample, making: Making) -> pd.DataFrame:
    """The records, each stated on the evening of its last moment, or of a day of the month where it has none."""
    for column, (name, words, empty) in sample.made.items():
        values = MAKERS[name](making, *words)
        gone = making.rng.random(making.count) < empty
        if empty:
            nothing = NEVER if np.asarray(values).dtype.kind == "M" else None
            values = pd.Series(values).where(~gone, nothing).to_numpy()
        making.frame[column] = values
    days = instant(making.days()[making.rng.integers(0, len(making.days()), making.count)])
    last = np.maximum.reduce([days, *(making.frame[c].fillna(pd.Timestamp(0)).to_numpy("datetime64[s]") for c in sample.timed)])
    # Of a record made from one of an earlier month too: what was not known before is said now.
    return making.frame.assign(_t0=evening(last), _t1=NEVER)


@lru_cache
def _counties() -> pd.DataFrame:
    known = geography.regions()
    counties = known[~known.level_code.isin(["province", "prefecture"])]
    return counties.assign(org_code=counties.region_code + "00").reset_index(drop=True)
