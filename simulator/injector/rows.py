"""Damage to whole rows: repeated, overwritten, pointing nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from simulator.injector.shapes import Column, is_log
from simulator.injector.sheet import Sheet

POINTER = re.compile(r"编号|_id$|Id$")


def exact_duplicate(sheet: Sheet, found: list[Column], row: int, rng: Random) -> dict | None:
    """The same line once more at the end."""
    return {"twin": sheet.append(row, sheet.rows[row]) + 1}


def same_key_twice(sheet: Sheet, found: list[Column], row: int, rng: Random) -> dict | None:
    """Other values under the same key, and the true row once more at the end of the file: the last one counts."""
    changed = believable_change(found, sheet.rows[row], rng)
    if changed is None:
        return None
    column, new = changed
    old = sheet.rows[row][column.at]
    twin = sheet.append(row, sheet.rows[row]) + 1
    sheet.set(row, column.at, new)
    return {"column": column.header, "old": old, "new": new, "twin": twin}


def orphan_reference(sheet: Sheet, found: list[Column], row: int, rng: Random) -> dict | None:
    """An identifier of the right form that nothing has."""
    pointers = [c for c in _pointers(found) if sheet.rows[row][c.at] is not None]
    if not pointers:
        return None
    column = rng.choice(pointers)
    old = sheet.rows[row][column.at]
    new = re.sub(r"\d", "9", old)
    sheet.set(row, column.at, new)
    return {"column": column.header, "old": old, "new": new} if new != old else None


def believable_change(found: list[Column], values: list[str | None], rng: Random) -> tuple[Column, str] | None:
    """A wrong value nobody can see to be wrong: a number one higher."""
    numbers = [c for c in _numbers(found) if re.fullmatch(r"\d+", values[c.at] or "")]
    if not numbers:
        return None
    column = rng.choice(numbers)
    return column, str(int(values[column.at]) + 1)


def _pointers(found: list[Column]) -> list[Column]:
    return [c for c in found if not c.key and c.shape == "identifier" and POINTER.search(c.header)]


def _numbers(found: list[Column]) -> list[Column]:
    return [c for c in found if not c.key and c.shape == "number"]


@dataclass(frozen=True)
class RowKind:
    """`offers` tells whether a sheet has a place for it; `damage` hurts one row, None when that one does not lend itself."""

    offers: Callable[[Sheet, list[Column]], bool]
    damage: Callable[[Sheet, list[Column], int, Random], dict | None]


ROWS = {
    # In a log a second line is a second event.
    "exact_duplicate": RowKind(lambda sheet, found: not is_log(sheet, found), exact_duplicate),
    "same_key_twice": RowKind(lambda sheet, found: sheet.one_per_row and bool(_numbers(found)), same_key_twice),
    "orphan_reference": RowKind(lambda sheet, found: sheet.one_per_row and bool(_pointers(found)), orphan_reference),
}
