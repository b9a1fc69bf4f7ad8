"""Two versions of the published marts, held against each other: which figures moved, and by how much."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pandas as pd

from spark_jobs.marts import ADDED, Mart

NUMBERS = ("int", "bigint", "double", "decimal")
THINGS = ("unit_id", "record_id")  # a mart keyed by one of these holds records, not figures
GRADE = "grade_name"
FIRST = "wall_kpi"
# They tell what came and when, what a report said, and the figures of regions a second time; no rule moves them by itself.
BESIDE = ("wall_quality", "wall_score", "wall_map", "wall_publication")


@dataclass(frozen=True)
class Figure:
    """One figure of an aggregated mart before and after; None where there is no row or no value."""

    mart: str
    place: str
    title: str
    before: float | None
    after: float | None

    @property
    def ratio(self) -> float | None:
        """The change as a share of what stood before."""
        return (self.after - self.before) / abs(self.before) if self.before and self.after is not None else None


@dataclass
class Rows:
    """What became of a mart's rows. None: of a mart that is on one side only there is no number of the other; of one without a
    key only the number of rows is known."""

    mart: str
    before: int | None
    after: int | None
    gone: int | None = None
    new: int | None = None
    moved: int | None = None


@dataclass
class Moved:
    """`grades`: units whose grade is another: unit, name, before, after."""

    figures: list[Figure] = field(default_factory=list)
    grades: list[tuple] = field(default_factory=list)
    rows: list[Rows] = field(default_factory=list)

    @property
    def touched(self) -> int:
        """Rows that go, come or move; of a mart without a key, by how many there are fewer or more."""
        return sum((r.gone or 0) + (r.new or 0) + (r.moved or 0) if r.gone is not None else abs((r.after or 0) - (r.before or 0))
                   for r in self.rows)


def compare(marts: dict[str, Mart], before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame]) -> Moved:
    """All marts, key figures first; what they have one row of says the mart. A column that only one side has is a figure that
    comes or goes."""
    found = Moved()
    for name, mart in sorted(marts.items(), key=lambda item: (item[0] != FIRST, item[0])):
        if name in BESIDE:
            continue
        if not mart.key or name not in before or name not in after:
            found.rows.append(Rows(mart.title, *(len(side[name]) if name in side else None for side in (before, after))))
            continue
        sides = [_indexed(mart, frame) for frame in (before[name], after[name])]
        both = sides[0].index.intersection(sides[1].index)
        numbers = _numbers(mart, *sides)
        moved = pd.Series(False, index=both)
        for column in numbers:
            old, new = (pd.to_numeric(side[column], errors="coerce") if column in side else pd.Series(index=side.index, dtype=float)
                        for side in sides)
            differs = _differs(old, new)
            moved |= differs.reindex(both, fill_value=False)
            if not set(mart.key) & set(THINGS):
                found.figures += [Figure(mart.title, _place(mart, key, sides), mart.columns[column][1].partition("；")[0],
                                         _value(old, key), _value(new, key)) for key in differs.index[differs]]
        if mart.key == ("unit_id",) and all({GRADE, "unit_name"} <= set(side) for side in sides):
            found.grades += [(*key, sides[1].at[key, "unit_name"], *change) for key, change in _grades(*sides)]
        found.rows.append(Rows(mart.title, len(sides[0]), len(sides[1]), len(sides[0].index.difference(both)),
                               len(sides[1].index.difference(both)), int(moved.sum())))
    found.grades = sorted(set(found.grades))
    return found


def _indexed(mart: Mart, frame: pd.DataFrame) -> pd.DataFrame:
    keys = pd.MultiIndex.from_frame(frame[list(mart.key)].astype(object).where(frame[list(mart.key)].notna(), None).astype(str))
    return frame.set_axis(keys).sort_index()


def _numbers(mart: Mart, *sides: pd.DataFrame) -> list[str]:
    return [c for c, (kind, _) in mart.columns.items() if kind.split("(")[0] in NUMBERS and c not in (*mart.key, *ADDED)
            and any(c in side for side in sides)]


def _differs(old: pd.Series, new: pd.Series) -> pd.Series:
    """By key, whether the two are not the same to nine digits."""
    whole = old.index.union(new.index)
    old, new = old.reindex(whole).astype(float), new.reindex(whole).astype(float)
    same = (old.isna() & new.isna()) | ((old - new).abs() <= 1e-9 * old.abs().clip(lower=1e-9))
    return ~same


def _value(values: pd.Series, key: tuple) -> float | None:
    value = float(values.at[key]) if key in values.index else math.nan
    return None if math.isnan(value) else value


def _place(mart: Mart, key: tuple, sides: list[pd.DataFrame]) -> str:
    """The key as people say it: a code is followed by its name where the mart has it."""
    row = next(side.loc[[key]].iloc[0] for side in sides if key in side.index)  # what is published has the names of regions
    said = []
    for column, value in zip(mart.key, key, strict=True):
        name = row.get(f"{column.removesuffix('_code')}_name") if column.endswith("_code") else None
        said.append(f"{name}（{value}）" if isinstance(name, str) and name != value else value)
    return " · ".join(said)


def _grades(old: pd.DataFrame, new: pd.DataFrame):
    both = old.index.intersection(new.index)
    was, is_now = old.loc[both, GRADE].fillna("—"), new.loc[both, GRADE].fillna("—")
    differs = was != is_now
    return [(key, (was.at[key], is_now.at[key])) for key in both[differs]]
