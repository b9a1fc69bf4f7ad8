"""Truth + key → the rows silver must have: the definition of the fold, once more, over the truth instead of bronze.

`_mark` is "" for rows as they truly were, "flagged" where the key demands a doubt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from expectations.model import Table
from spark_jobs.privacy import token

CLOCKS = ["known_from", "_seen_from", "_seen_to"]
NEVER = pd.NaT


@dataclass(frozen=True)
class Patch:
    """What a defect does to the statement of a key at an instant: `values` other cells; None: nothing is said.
    `again`: when the true row is said once more."""

    key: tuple
    at: pd.Timestamp
    values: dict | None
    mark: str = ""
    again: pd.Timestamp | None = None


def silver(table: Table, mode: str, truth: pd.DataFrame, applied: list[pd.Timestamp], patches: list[Patch],
           secret: bytes) -> pd.DataFrame:
    """Declared columns, clocks and `_mark` of every row. KeyError when a patch meets no true row."""
    build = _versions if table.history == "known" and mode == "snapshot" else _statements
    rows = build(table, truth.drop(columns="known_from").assign(_mark=""), np.array(applied, "datetime64[us]"), patches)
    if build is _statements:
        rows = {"known": _each, "events": _first, "latest": _last}[table.history](table, rows, mode, applied)
    if table.known_at:
        rows["known_from"] = rows[table.known_at].astype("datetime64[us]").fillna(rows["known_from"])
    rows = rows.rename(columns={"seen_from": "_seen_from", "seen_to": "_seen_to"})
    return protected(table, rows, secret)[[*table.columns, *CLOCKS, "_mark"]]


def protected(table: Table, rows: pd.DataFrame, secret: bytes) -> pd.DataFrame:
    """Private columns as the lake holds them."""
    for name, how in table.privacy.items():
        change = (lambda v: token(v, secret)) if how == "token" else (lambda v: None)
        rows[name] = pd.Series([None if v is None else change(v) for v in rows[name]], rows.index, dtype=object)
    return rows


def _versions(table: Table, truth: pd.DataFrame, applied: np.ndarray, patches: list[Patch]) -> pd.DataFrame:
    """Versions of a register, with `_a` and `_b` the places of their first snapshot and the one after their last; what a
    snapshot that never counted would have said is seen with the next that does."""
    last = len(applied)
    starts = np.searchsorted(applied, truth.seen_from.to_numpy())
    ends = np.where(truth.seen_to.isna(), last, np.searchsorted(applied, truth.seen_to.to_numpy()))
    rows = truth.assign(_a=starts, _b=ends)
    rows = rows[rows._a < rows._b]
    cut: dict[tuple, list[dict]] = {}
    if patches:
        keys = pd.MultiIndex.from_frame(rows[list(table.key)])
        hit = keys.isin([p.key for p in patches])
        for key, row in zip(keys[hit], rows[hit].to_dict("records")):
            cut.setdefault(key, []).append(row)
        for patch in patches:
            place = int(np.searchsorted(applied, np.datetime64(patch.at, "us")))
            cut[patch.key] = _cut(cut[patch.key], patch, place)
        rows = pd.concat([rows[~hit], _like(rows, [r for pieces in cut.values() for r in pieces])], ignore_index=True)
    rows = _merged(table, rows)
    after = np.append(applied, np.datetime64("NaT"))
    rows["seen_from"], rows["seen_to"] = after[rows._a.to_numpy()], after[rows._b.to_numpy()]
    rows["known_from"] = rows["seen_from"]
    return rows


def _cut(pieces: list[dict], patch: Patch, place: int) -> list[dict]:
    """The patch laid over the piece that covers its place."""
    whole = next((p for p in pieces if p["_a"] <= place < p["_b"]), None)
    if whole is None:
        raise KeyError(patch.key)
    parts = [whole | {"_b": place}, whole | {"_a": place + 1}]
    if patch.values is not None:
        parts.insert(1, whole | patch.values | {"_a": place, "_b": place + 1, "_mark": patch.mark})
    return [p for p in pieces if p is not whole] + [p for p in parts if p["_a"] < p["_b"]]


def _merged(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """Equal neighbours are one."""
    rows = rows.sort_values([*table.key, "_a"], ignore_index=True)
    joins = rows._a.eq(rows._b.shift()).to_numpy()
    for name in (*table.columns, "_mark"):
        values = rows[name].to_numpy()
        joins[1:] &= (values[1:] == values[:-1]) | (pd.isna(values[1:]) & pd.isna(values[:-1]))
    start = ~joins
    group = np.cumsum(start)
    ends = rows.groupby(group)._b.last()
    return rows[start].assign(_b=ends.to_numpy()).reset_index(drop=True)


def _statements(table: Table, truth: pd.DataFrame, applied: np.ndarray, patches: list[Patch]) -> pd.DataFrame:
    """One row per key and instant at which something is said."""
    rows = truth[np.isin(truth.seen_from.to_numpy(), applied)].reset_index(drop=True)
    if not patches:
        return rows
    places = {(*key, at): n for n, (*key, at) in enumerate(rows[[*table.key, "seen_from"]].itertuples(index=False, name=None))}
    gone, more = [], []
    for patch in patches:
        place = places[(*patch.key, patch.at)]
        row = rows.iloc[place].to_dict()
        gone.append(place)
        if patch.values is not None:
            more.append(row | patch.values | {"_mark": patch.mark})
        if patch.again is not None:
            more.append(row | {"seen_from": patch.again})
    return pd.concat([rows.drop(index=gone), _like(rows, more)], ignore_index=True)


def _like(rows: pd.DataFrame, records: list[dict]) -> pd.DataFrame:
    return pd.DataFrame(records, columns=rows.columns).astype(rows.dtypes.to_dict())


def _sorted(table: Table, rows: pd.DataFrame) -> tuple[pd.DataFrame, object]:
    rows = rows.sort_values([*table.key, "seen_from"], ignore_index=True)
    return rows, rows.groupby(list(table.key), sort=False, dropna=False).seen_from


def _each(table: Table, rows: pd.DataFrame, mode: str, applied) -> pd.DataFrame:
    """Every statement is a version."""
    rows, moments = _sorted(table, rows)
    return rows.assign(seen_to=moments.shift(-1), known_from=rows.seen_from)


def _first(table: Table, rows: pd.DataFrame, mode: str, applied) -> pd.DataFrame:
    """The first statement of an event counts."""
    rows, moments = _sorted(table, rows)
    return rows[moments.cumcount() == 0].assign(seen_to=NEVER, known_from=rows.seen_from)


def _last(table: Table, rows: pd.DataFrame, mode: str, applied) -> pd.DataFrame:
    """The newest statement counts; of a snapshot only what the last one still says."""
    rows, moments = _sorted(table, rows)
    rows = rows.assign(seen_to=NEVER, known_from=moments.transform("min"))[moments.cumcount(ascending=False) == 0]
    return rows[rows.seen_from == applied[-1]] if mode == "snapshot" else rows
