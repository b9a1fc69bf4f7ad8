"""Runs an injector from outside over the delivered files and writes back what it changed.

It sees `{"<feed>/<stamp>/<file>": bytes}` without manifests and returns the same with its damage, plus its entries
`{delivery, row, column, kind, end}`; `delivery` may be the folder or one of its files. Files that are broken already are
not shown to it. Manifests are made to fit, so that the damage reaches the rows; a file it removes is gone, a new path
becomes a delivery, with the day of its namesake. What it overwrites of the damage done before is no longer in the key.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

from simulator.injector.delivery import MANIFEST, Delivery, all_deliveries
from simulator.injector.foreign_rows import alike, wound
from simulator.injector.sheet import Sheet, parse


class UnknownDelivery(ValueError):
    """An entry of an injector from outside names a delivery that is not there."""


def apply(root: Path, damage: Callable, rng: Random, done: list[dict], hidden: Iterable[str]) -> list[dict]:
    """The key `done` so far less what was overwritten, and the new entries. UnknownDelivery for one that
    names none."""
    items = {d.name: d for feed in all_deliveries(root).values() for d in feed if d.name not in hidden}
    before = {f"{name}/{file}": data for name, item in items.items() for file, data in item.files().items()}
    after, entries = damage(dict(before), rng)
    folders: dict[str, dict[str, bytes]] = {name: {} for name in items}
    for path, data in after.items():
        folder, _, file = path.rpartition("/")
        folders.setdefault(folder, {})[file] = data
    was: dict[str, dict[str, bytes]] = {}
    for path, data in before.items():
        folder, _, file = path.rpartition("/")
        was.setdefault(folder, {})[file] = data
    changed = {name: files for name, files in folders.items() if files != was.get(name)}
    for name, files in changed.items():
        _write(root, name, files, items)
    kept = (e if e["delivery"] not in changed else _kept(e, changed[e["delivery"]]) for e in done)
    return [e for e in kept if e] + [_told(_entry(e, folders), was, folders) for e in entries]


def _told(entry: dict, was: dict[str, dict[str, bytes]], now: dict[str, dict[str, bytes]]) -> dict:
    """The entry with what it does not say itself about its row."""
    if entry["row"] is None:
        return entry
    sheets = [_sheet(entry["file"], side.get(entry["delivery"], {})) for side in (was, now)]
    return entry | {k: v for k, v in wound(entry, *sheets).items() if entry.get(k) is None}


def _write(root: Path, name: str, files: dict[str, bytes], items: dict[str, Delivery]) -> None:
    feed, _, stamp = name.partition("/")
    own = files.pop(MANIFEST, None)
    delivery = Delivery(root, feed, stamp)
    if not files:
        shutil.rmtree(delivery.folder, ignore_errors=True)
        return
    namesakes = (d for d in items.values() if d.feed == feed and d.folder.is_dir() and set(d.files()) & set(files))
    like = items.get(name) or next(namesakes, None)
    manifest = (like.manifest() if like else {"feed": feed}) | (json.loads(own) if own else {})
    delivery.write(files, manifest | {"rows": _count(files, manifest.get("rows"))})


def _kept(entry: dict, files: dict[str, bytes]) -> dict | None:
    """The entry with the rows where its damage now stands; None when that is overwritten."""
    sheet = _sheet(entry["file"], files)
    if sheet is None or entry["row"] is None:
        return None
    cells = {part["column"]: part["new"] for part in (entry, *entry.get("also", ())) if part["column"]}
    row = _find(sheet, entry["key"] | cells, entry["row"]) or (entry["row"] if _stays(sheet, entry, cells) else None)
    twin = _find(sheet, entry["key"], entry["twin"]) if entry["twin"] else None
    return entry | {"row": row, "twin": twin} if row and bool(twin) == bool(entry["twin"]) else None


def _stays(sheet: Sheet, entry: dict, cells: dict[str, str | None]) -> bool:
    """Whether the row is still at its place with its damage, whatever else became of it."""
    if not cells or entry["row"] > len(sheet.rows):
        return False
    row, wanted = sheet.rows[entry["row"] - 1], entry["key"] | cells
    return alike(row, [wanted.get(name) for name in sheet.header]) and all(
        value == cells[name] for name, value in zip(sheet.header, row) if name in cells)


def _find(sheet: Sheet, row: dict[str, str | None], place: int) -> int | None:
    """The number of the row with these values: at its place, else the last one."""
    wanted = [(row.get(name) or "").strip() for name in sheet.header]
    hits = [n for n, values in enumerate(sheet.rows, 1) if [(v or "").strip() for v in values] == wanted]
    return place if place in hits else hits[-1] if hits else None


def _sheet(name: str, files: dict[str, bytes]) -> Sheet | None:
    """The file as rows; None when it is gone or no longer one."""
    try:
        return parse(name, files[name])
    except Exception:  # noqa: BLE001 the damage may be of any sort
        return None


def _count(files: dict[str, bytes], stated: int | None) -> int | None:
    """Rows in the files; what was stated when they cannot be read any more."""
    sheets = [_sheet(name, files) for name in files]
    return stated if None in sheets else sum(len(sheet.rows) for sheet in sheets)


def _entry(entry: dict, folders: dict[str, dict[str, bytes]]) -> dict:
    name = str(entry["delivery"])
    found = next((f for f in folders if f == name or name.startswith(f + "/") or f.endswith("/" + name)), None)
    if found is None:
        raise UnknownDelivery(name)
    file = entry.get("file") or next(iter(folders[found]), None)
    return {"delivery": found, "feed": found.partition("/")[0], "file": file, "row": entry.get("row"),
            "column": entry.get("column"), "kind": entry["kind"], "old": entry.get("old"), "new": entry.get("new"),
            "twin": entry.get("twin"), "key": entry.get("key"), "end": entry.get("end")}
