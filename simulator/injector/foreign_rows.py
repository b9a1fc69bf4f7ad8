"""What an injector from outside did to a row, read off the bytes before and after."""

from __future__ import annotations

from simulator.injector.sheet import Sheet


def wound(entry: dict, was: Sheet | None, now: Sheet | None) -> dict:
    """key, old, new and also of the entry's row; nothing when the file is no sheet or has no such row."""
    if not entry["row"] or was is None or now is None or not 0 < entry["row"] <= len(now.rows) or not was.rows:
        return {}
    row = now.rows[entry["row"] - 1]
    true = _likest(row, was.rows, entry["row"] - 1)
    cells = [{"column": h, "old": a, "new": b} for h, a, b in zip(was.header, true, row) if a != b]
    cells.sort(key=lambda c: c["column"] != entry["column"])
    named = bool(cells) and cells[0]["column"] == entry["column"]
    first = {k: cells[0][k] for k in ("old", "new")} if named else {}
    more = {"also": cells[named:]} if cells[named:] else {}
    return {"key": dict(zip(was.header, true))} | first | more


def alike(one: list, other: list) -> bool:
    """Whether at least half of the cells are the same."""
    return 2 * _same(one, other) >= len(one)


def _likest(row: list, rows: list[list], at: int) -> list:
    """The row with most of these cells: the one at the same place if it is alike."""
    if at < len(rows) and alike(row, rows[at]):
        return rows[at]
    return max(rows, key=lambda other: _same(row, other))


def _same(one: list, other: list) -> int:
    return sum(a == b for a, b in zip(one, other))
