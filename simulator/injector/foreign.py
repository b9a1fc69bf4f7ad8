"""Runs an injector from outside over all delivered files and writes back what it changed.

It sees `{"<feed>/<stamp>/<file>": bytes}` without manifests and returns the same with its damage, plus its entries
`{delivery, row, column, kind, end}`; `delivery` may be the folder or one of its files. Manifests are made to fit, so
that the damage reaches the rows; a file it removes is gone, a new path becomes a delivery beside its namesakes. What an
entry does not say about its row (how it was, what stands there now) is read off the bytes before and after.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

from simulator.injector.delivery import MANIFEST, Delivery, all_deliveries
from simulator.injector.sheet import Sheet, parse


def apply(root: Path, damage: Callable, rng: Random) -> list[dict]:
    """The entries in the form of the answer key. ValueError for an entry that names no delivery."""
    items = {d.name: d for feed in all_deliveries(root).values() for d in feed}
    before = {f"{name}/{file}": data for name, item in items.items() for file, data in item.files().items()}
    after, entries = damage(dict(before), rng)
    folders: dict[str, dict[str, bytes]] = {name: {} for name in items}
    for path, data in after.items():
        folder, _, file = path.rpartition("/")
        folders.setdefault(folder, {})[file] = data
    for name, files in folders.items():
        was = {p.rpartition("/")[2]: d for p, d in before.items() if p.rpartition("/")[0] == name}
        if files != was:
            _write(root, name, files, items)
    found = [_entry(e, folders) for e in entries]
    sheets = _Sheets(before, after)
    return [e | {k: v for k, v in sheets.wound(e).items() if e.get(k) is None} for e in found]


def _write(root: Path, name: str, files: dict[str, bytes], items: dict[str, Delivery]) -> None:
    feed, _, stamp = name.partition("/")
    like = items.get(name) or next((d for d in reversed(list(items.values())) if d.feed == feed), None)
    manifest = like.manifest() if like else {"feed": feed}
    own = files.pop(MANIFEST, None)
    manifest |= json.loads(own) if own else {}
    Delivery(root, feed, stamp).write(files, manifest | {"rows": _rows(files, manifest.get("rows"))})


class _Sheets:
    """Files before and after, read when asked for."""

    def __init__(self, before: dict[str, bytes], after: dict[str, bytes]):
        self.bytes, self.read = (before, after), {}

    def wound(self, entry: dict) -> dict:
        """key, old, new and also of the entry's row; nothing when there is no such row."""
        path = f"{entry['delivery']}/{entry['file']}"
        was, now = (self._sheet(side, path) for side in (0, 1))
        if not entry["row"] or was is None or now is None or not 0 < entry["row"] <= len(now.rows):
            return {}
        row = now.rows[entry["row"] - 1]
        true = _likest(row, was.rows, entry["row"] - 1)
        cells = [{"column": h, "old": a, "new": b} for h, a, b in zip(was.header, true, row) if a != b]
        cells.sort(key=lambda c: c["column"] != entry["column"])
        first = {k: cells[0][k] for k in ("old", "new")} if cells and cells[0]["column"] == entry["column"] else {}
        return {"key": dict(zip(was.header, true)), "also": cells[bool(first):] or None} | first

    def _sheet(self, side: int, path: str) -> Sheet | None:
        if (side, path) not in self.read:
            data = self.bytes[side].get(path)
            try:
                self.read[side, path] = parse(path, data) if data else None
            except Exception:  # noqa: BLE001 the damage may be of any sort
                self.read[side, path] = None
        return self.read[side, path]


def _likest(row: list, rows: list[list], at: int) -> list:
    """The row with most of these cells: the one at the same place if half of them agree."""
    def alike(other: list) -> int:
        return sum(a == b for a, b in zip(row, other))

    if at < len(rows) and 2 * alike(rows[at]) >= len(row):
        return rows[at]
    return max(rows, key=alike)


def _rows(files: dict[str, bytes], stated: int | None) -> int | None:
    """Rows in the files; what was stated when they cannot be read any more."""
    try:
        return sum(len(parse(name, data).rows) for name, data in files.items())
    except Exception:  # noqa: BLE001 the damage may be of any sort
        return stated


def _entry(entry: dict, folders: dict[str, dict[str, bytes]]) -> dict:
    name = str(entry["delivery"])
    found = next((f for f in folders if f == name or name.startswith(f + "/") or f.endswith("/" + name)), None)
    if found is None:
        raise ValueError(f"答案里的投递不存在：{name}")
    file = entry.get("file") or next(iter(folders[found]), None)
    return {"delivery": found, "feed": found.partition("/")[0], "file": file, "row": entry.get("row"),
            "column": entry.get("column"), "kind": entry["kind"], "old": entry.get("old"), "new": entry.get("new"),
            "twin": entry.get("twin"), "key": entry.get("key"), "end": entry.get("end")}
