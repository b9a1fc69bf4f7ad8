"""Damage to whole rows: repeated, overwritten, pointing nowhere."""

from __future__ import annotations

import re
from random import Random

from simulator.injector.shapes import Column, is_log
from simulator.injector.sheet import Sheet

POINTER = re.compile(r"编号|_id$|Id$")


def exact_duplicate(sheet: Sheet, found: list[Column], row: int, rng: Random) -> dict | None:
    """The same line once more at the end. Not in a log, where a second line is a second event."""
    if is_log(sheet, found):
        return None
    return {"twin": sheet.append(row, sheet.rows[row]) + 1}


def same_key_twice(sheet: Sheet, found: list[Column], row: int, rng: Random) -> dict | None:
    """Other values under the same key, and the true row once more at the end of the file: the last one counts."""
    changed = believable_change(found, sheet.rows[row], rng) if sheet.one_per_row else None
    if changed is None:
        return None
    column, new = changed
    old = sheet.rows[row][column.at]
    twin = sheet.append(row, sheet.rows[row]) + 1
    sheet.set(row, column.at, new)
    return {"column": column.header, "old": old, "new": new, "twin": twin}


def orphan_reference(sheet: Sheet, found: list[Column], row: int, rng: Random) -> dict | None:
    """An identifier of the right form that nothing has."""
    pointers = [c for c in found if not c.key and c.shape == "identifier" and POINTER.search(c.header)
                and sheet.rows[row][c.at] is not None]
    if not pointers or not sheet.one_per_row:
        return None
    column = rng.choice(pointers)
    old = sheet.rows[row][column.at]
    new = re.sub(r"\d", "9", old)
    sheet.set(row, column.at, new)
    return {"column": column.header, "old": old, "new": new} if new != old else None


def believable_change(found: list[Column], values: list[str | None], rng: Random) -> tuple[Column, str] | None:
    """A wrong value nobody can see to be wrong: a number one higher."""
    numbers = [c for c in found if c.shape == "number" and not c.key and re.fullmatch(r"\d+", values[c.at] or "")]
    if not numbers:
        return None
    column = rng.choice(numbers)
    return column, str(int(values[column.at]) + 1)


ROWS = {"exact_duplicate": exact_duplicate, "same_key_twice": same_key_twice, "orphan_reference": orphan_reference}
