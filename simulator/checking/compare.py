"""Cell by cell: two frames with the same columns, full equality of rows and cells. Plain pandas, no Spark."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

FIRST = 5
DIGITS = 1e-12


@dataclass(frozen=True)
class Cell:
    """A place where the two differ; a whole row when `column` is None."""

    key: tuple
    column: str | None
    expected: object
    found: object


@dataclass
class Comparison:
    """What comparing a table showed. `cells` counts compared cells of rows both have."""

    table: str
    expected: int
    found: int
    cells: int = 0
    missing: int = 0
    extra: int = 0
    differing: int = 0
    first: list[Cell] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        return not (self.missing or self.extra or self.differing)


def compare(table: str, expected: pd.DataFrame, found: pd.DataFrame, key: list[str], columns: list[str]) -> Comparison:
    """Rows are matched by `key`; a key that stands several times is matched in order, so that the surplus shows."""
    result = Comparison(table, len(expected), len(found))
    left, right = _numbered(expected, key), _numbered(found, key)
    result.missing, result.extra = (int((~a.index.isin(b.index)).sum()) for a, b in ((left, right), (right, left)))
    for rows, other, which in ((left, right, True), (right, left, False)):
        alone = rows.index[~rows.index.isin(other.index)][:FIRST]
        result.first += [Cell(k[:-1], None, *(("row", None) if which else (None, "row"))) for k in alone]
    both = left.index[left.index.isin(right.index)]
    left, right = left.loc[both], right.loc[both]
    result.cells = len(both) * len(columns)
    for name in columns:
        a, b = left[name].to_numpy(), right[name].to_numpy()
        other = np.flatnonzero(~same(a, b))
        result.differing += len(other)
        result.first += [Cell(both[i][:-1], name, a[i], b[i]) for i in other[:FIRST]]
    return result


def same(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Equal cells; two nulls are equal, floats to twelve digits."""
    if a.dtype.kind == "f" and b.dtype.kind == "f":
        return np.isclose(a, b, rtol=DIGITS, atol=DIGITS, equal_nan=True)
    return np.asarray(a == b, bool) | (pd.isna(a) & pd.isna(b))


def as_known(rows: pd.DataFrame, moment: pd.Timestamp) -> pd.DataFrame:
    """The rows in force at an instant."""
    return rows[(rows["_seen_from"] <= moment) & (rows["_seen_to"].isna() | (rows["_seen_to"] > moment))]


def _numbered(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    turn = rows.groupby(key, dropna=False, sort=False).cumcount() if len(rows) else pd.Series(dtype=int)
    return rows.set_index(pd.MultiIndex.from_frame(rows[key].assign(_turn=turn.to_numpy())))
