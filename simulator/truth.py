"""What is true of every silver table, with what each delivery, had it come undamaged and on time, would have said.

Grows delivery by delivery and stays small: finished parts are kept as Arrow tables with the types of the contracts.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.plan import Window
from simulator.sources import declared

ARROW = {"string": pa.string(), "int": pa.int32(), "bigint": pa.int64(), "double": pa.float64(), "boolean": pa.bool_(),
         "date": pa.date32(), "timestamp": pa.timestamp("us")}
SEEN = ("seen_from", "seen_to")


class Truth:
    """Versions of registers, and statements of everything else."""

    def __init__(self):
        self.current: dict[str, pd.DataFrame] = {}
        self.parts: dict[str, list[pa.Table]] = {}
        self.hazard: list[pd.DataFrame] = []

    def register(self, table: str, frame: pd.DataFrame, window: Window) -> None:
        """A whole register as it stood at the end of the window; the index names its rows for ever."""
        names = [c for c in columns(table) if c in frame]
        now = frame[names].assign(seen_from=window.end)
        was = self.current.get(table)
        if was is not None:
            both = np.intersect1d(was.index, now.index, assume_unique=True)
            before, after = was.loc[both], now.loc[both]
            same = np.logical_and.reduce([_equal(before[c].to_numpy(), after[c].to_numpy()) for c in names])
            now.loc[both[same], "seen_from"] = before.seen_from.to_numpy()[same]
            ended = was.drop(index=both[same])
            if len(ended):
                self.parts.setdefault(table, []).append(typed(table, ended.assign(seen_to=window.end)))
        self.current[table] = now

    def statements(self, table: str, frame: pd.DataFrame, window: Window) -> None:
        """Rows stated by one delivery, one per key."""
        self.parts.setdefault(table, []).append(typed(table, frame.assign(seen_from=window.end)))

    def table(self, table: str) -> pa.Table:
        """All rows with known_from, seen_from and seen_to, by key and time."""
        parts = list(self.parts.get(table, []))
        if table in self.current:
            parts.append(typed(table, self.current[table]))
        whole = pa.concat_tables(parts)
        contract = declared().tables[f"silver.{table}"]
        keys = [(k, "ascending") for k in contract.key]
        whole = whole.take(pa.compute.sort_indices(whole, sort_keys=[*keys, ("seen_from", "ascending")]))
        known = whole["seen_from"]
        if table not in self.current and contract.history != "events":
            end, first = _neighbours(whole, contract.key)
            whole = whole.set_column(whole.column_names.index("seen_to"), "seen_to", end)
            known = first if contract.history == "latest" else known
        if contract.known_at:
            known = pa.compute.coalesce(whole[contract.known_at], known)
        return whole.append_column("known_from", known)


def columns(table: str) -> dict[str, str]:
    """Column → type, as declared."""
    return {c.name: c.type for c in declared().tables[f"silver.{table}"].columns.values()}


def typed(table: str, frame: pd.DataFrame) -> pa.Table:
    """The declared columns with their types, and seen_from and seen_to; what no system delivers is null."""
    arrays = {}
    for name, kind in columns(table).items():
        arrays[name] = _array(frame[name], kind) if name in frame else pa.nulls(len(frame), _type(kind))
    for name in SEEN:
        arrays[name] = _array(frame[name], "timestamp") if name in frame else pa.nulls(len(frame), ARROW["timestamp"])
    return pa.table(arrays)


def _type(kind: str) -> pa.DataType:
    return ARROW[kind] if kind in ARROW else pa.decimal128(18, 2)


def _array(values: pd.Series, kind: str) -> pa.Array:
    """Frames hold money in fen, days and instants as seconds."""
    if kind.startswith("decimal"):
        return pa.array([None if pd.isna(v) else Decimal(int(v)).scaleb(-2) for v in values], _type(kind))
    if kind in ("date", "timestamp"):
        return pa.array(values.to_numpy("datetime64[s]")).cast(ARROW[kind])
    return pa.array(values.to_numpy(object) if kind == "string" else values, _type(kind), from_pandas=True)


def _equal(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    same = a == b
    return same | (pd.isna(a) & pd.isna(b)) if a.dtype.kind in "OMf" else same


def _neighbours(whole: pa.Table, key: tuple[str, ...]) -> tuple[pa.Array, pa.Array]:
    """Of rows sorted by key and time: when the key's next statement came, and when its first."""
    frame = whole.select([*key, "seen_from"]).to_pandas()
    groups = frame.groupby(list(key), sort=False).seen_from
    return (pa.array(groups.shift(-1), ARROW["timestamp"], from_pandas=True),
            pa.array(groups.transform("min"), ARROW["timestamp"], from_pandas=True))
