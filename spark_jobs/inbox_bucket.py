"""A watched place of an S3 store: what senders put there lands, and is moved below `taken/` or `refused/` of the same place.

Landing comes first and the move after it: a killed sweep lands the same bytes again, which is one delivery. A store has no
rename: all objects of a folder are copied, then removed, the manifest first. What is left of a folder whose removal was cut
short has no manifest, and its copy is whole. What is written again meanwhile stays for the next sweep; only in the moment between
the last look at an object and its removal can nobody tell.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from firelake import store
from firelake.messages import FirelakeError, text
from spark_jobs import manifest
from spark_jobs.inbox import QUIET, REFUSED, TAKEN, Arrived, numbered
from spark_jobs.landing import Landing
from spark_jobs.scratch import scratch


def sweep(landing: Landing, address: str, day: str, quiet: float = QUIET) -> Iterator[Arrived]:
    """Takes in every object, or folder of objects with its manifest, that was not written lately."""
    address = address.rstrip("/")
    for name, objects in sorted(_things(address).items()):
        if _is_odd(address, name, objects):
            yield Arrived(name, refused=text("inbox_name", file=name))
            continue
        last = max(written.at for written in objects.values())
        if (dt.datetime.now(dt.UTC) - last).total_seconds() < quiet:
            continue
        is_folder = any(key.startswith(f"{address}/{name}/") for key in objects)
        if is_folder and f"{address}/{name}/{manifest.NAME}" not in objects:
            continue
        with scratch() as room:
            arrived = _landed(landing, address, name, list(objects), is_folder, room)
            marks = {key: written.mark for key, written in objects.items()}
            if all(store.mark(key) == mark for key, mark in marks.items()):
                _move(address, name, marks, f"{REFUSED if arrived.refused else TAKEN}/{day}", arrived.refused, room)
            yield arrived


def _is_odd(address: str, name: str, objects: dict[str, store.Written]) -> bool:
    """Whether a name is no file name here: it would lead out of the room it is brought to, or be file and folder at once."""
    parts = [part for key in objects for part in key.removeprefix(f"{address}/").split("/")]
    return any(part in ("", ".", "..") for part in parts) or (f"{address}/{name}" in objects and len(objects) > 1)


def _things(address: str) -> dict[str, dict[str, store.Written]]:
    """First part of the path below the address → its objects and how they lie there."""
    found: dict[str, dict[str, store.Written]] = defaultdict(dict)
    for key, written in store.listing(address).items():
        if key.endswith("/"):  # a console's mark of an empty folder
            continue
        name = key.removeprefix(f"{address}/").split("/")[0]
        if name not in (TAKEN, REFUSED):
            found[name][key] = written
    return found


def _landed(landing: Landing, address: str, name: str, keys: list[str], is_folder: bool, room: Path) -> Arrived:
    """Brings the objects here and lands them."""
    for key in keys:
        file = room / key.removeprefix(f"{address}/")
        file.parent.mkdir(parents=True, exist_ok=True)
        store.get(key, file)
    try:
        feed = None if is_folder else landing.match(room / name)
        if feed is None and not is_folder:
            raise FirelakeError("inbox_unknown", file=name)
        found = landing.land(room / name, feed)
    except FirelakeError as error:
        return Arrived(name, refused=str(error))
    return Arrived(name, found.feed, found.id)


def _move(address: str, name: str, marks: dict[str, str], where: str, refused: str, room: Path) -> None:
    """Moves the objects below `where`, under a name that is free there, with the sentence beside what was refused."""
    below = f"{address}/{where}/"
    free = numbered(name, {key.removeprefix(below).split("/")[0] for key in store.listing(f"{address}/{where}")})
    if refused:
        said = room / f"{name}.txt"
        said.write_text(f"{refused}\n", "utf-8")
        store.put(said, f"{below}{free}.txt")
    if not all(store.copy(key, f"{below}{free}{key.removeprefix(f'{address}/{name}')}", mark) for key, mark in marks.items()):
        return
    for key in sorted(marks, key=lambda key: not key.endswith(f"/{manifest.NAME}")):
        if store.mark(key) == marks[key]:
            store.remove(key)
