"""Rows sent wrong and sent again right with the next delivery of the feed, as a clerk corrects a record."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from simulator.injector.delivery import Delivery, all_deliveries
from simulator.injector.rows import believable_change
from simulator.injector.shapes import columns
from simulator.injector.sheet import Sheet, parse

TRIES = 20
Used = dict[str, set[int]]


def correct(root, rng: Random, protected: set[str]) -> tuple[list[dict], Used]:
    """One such row per feed that reports news only; the entries, and the rows (from 0) nobody may touch again."""
    entries: list[dict] = []
    used: Used = {}
    for items in all_deliveries(root).values():
        items = [i for i in items if i.name not in protected and i.manifest().get("revision", 1) == 1]
        pairs = [(a, b) for a, b in pairwise(items) if a.manifest()["as_of"] < b.manifest()["as_of"]]
        rng.shuffle(pairs)
        for earlier, later in pairs[:TRIES]:
            entry = _correct(earlier, later, rng, used)
            if entry is not None:
                entries += [entry] if entry else []
                break
    return entries, used


def _correct(earlier: Delivery, later: Delivery, rng: Random, used: Used) -> dict | None:
    """None when these two do not lend themselves to it; empty when the feed never does: it states everything each time,
    or its first column does not name a row.
    """
    (name, data), (later_name, later_data) = (next(iter(d.files().items())) for d in (earlier, later))
    wrong, right = parse(name, data), parse(later_name, later_data)
    if not wrong.rows or not right.rows or wrong.header != right.header:
        return None
    again = {row[0] for row in right.rows}
    free = [i for i, row in enumerate(wrong.rows) if row[0] not in again]
    if not (wrong.one_per_row and right.one_per_row) or len(free) < len(wrong.rows) / 2:
        return {}
    row = rng.choice(free)
    change = believable_change(columns(wrong), wrong.rows[row], rng)
    if change is None:
        return None
    column, new = change
    was = list(wrong.rows[row])
    again = right.append(0, was)
    wrong.set(row, column.at, new)
    for item, sheet, file in ((earlier, wrong, name), (later, right, later_name)):
        _save(item, sheet, file)
    used.setdefault(earlier.name, set()).add(row)
    used.setdefault(later.name, set()).add(again)
    return {"delivery": earlier.name, "feed": earlier.feed, "file": name, "row": row + 1, "column": column.header,
            "kind": "corrected_row", "old": was[column.at], "new": new, "twin": None, "corrected_in": later.name,
            "key": dict(zip(wrong.header, was))}


def _save(item: Delivery, sheet: Sheet, file: str) -> None:
    item.write(item.files() | {file: sheet.render()}, item.manifest() | {"rows": len(sheet.rows)})
