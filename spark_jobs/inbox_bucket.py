"""A watched place of an S3 store: what senders put there lands, and is moved below `taken/` or `refused/` of the same place."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from firelake import store
from firelake.messages import FirelakeError, text
from spark_jobs import manifest
from spark_jobs.inbox import QUIET, REFUSED, TAKEN, Arrived
from spark_jobs.landing import Landing


def sweep(landing: Landing, address: str, day: str, quiet: float = QUIET) -> Iterator[Arrived]:
    """Takes in every object, or folder of objects with its manifest, that was not written lately. Landing comes first and the
    move after it: a killed sweep lands the same bytes again, which is one delivery."""
    address = address.rstrip("/")
    for name, objects in sorted(_things(address).items()):
        if _is_odd(address, name, objects):
            yield Arrived(name, refused=text("inbox_name", file=name))
            continue
        last = max(objects.values())
        if (dt.datetime.now(dt.UTC) - last).total_seconds() < quiet:
            continue
        is_folder = any(key.startswith(f"{address}/{name}/") for key in objects)
        if is_folder and f"{address}/{name}/{manifest.NAME}" not in objects:
            continue
        with tempfile.TemporaryDirectory() as room:
            yield _taken(landing, address, name, list(objects), is_folder, Path(room), day)


def _is_odd(address: str, name: str, objects: dict[str, dt.datetime]) -> bool:
    """Whether a name is no file name here: it would lead out of the room it is brought to, or be file and folder at once."""
    parts = [part for key in objects for part in key.removeprefix(f"{address}/").split("/")]
    return any(part in ("", ".", "..") for part in parts) or (f"{address}/{name}" in objects and len(objects) > 1)


def _things(address: str) -> dict[str, dict[str, dt.datetime]]:
    """First part of the path below the address → its objects and when they were written."""
    found: dict[str, dict[str, dt.datetime]] = defaultdict(dict)
    for key, at in store.listing(address).items():
        if key.endswith("/"):  # a console's mark of an empty folder
            continue
        name = key.removeprefix(f"{address}/").split("/")[0]
        if name not in (TAKEN, REFUSED):
            found[name][key] = at
    return found


def _taken(landing: Landing, address: str, name: str, keys: list[str], is_folder: bool, room: Path, day: str) -> Arrived:
    """Brings the objects here, lands them and moves them away."""
    for key in keys:
        file = room / key.removeprefix(f"{address}/")
        file.parent.mkdir(parents=True, exist_ok=True)
        store.get(key, file)
    try:
        feed = None if is_folder else landing.match(room / name)
        if feed is None and not is_folder:
            raise FirelakeError("inbox_unknown", file=name)
        found = landing.land(room / name, feed)
        where, arrived = TAKEN, Arrived(name, found.feed, found.id)
    except FirelakeError as error:
        where, arrived = REFUSED, Arrived(name, refused=str(error))
        said = room / f"{name}.txt"
        said.write_text(f"{error}\n", "utf-8")
        store.put(said, f"{address}/{REFUSED}/{day}/{said.name}")
    for key in keys:
        store.move(key, f"{address}/{where}/{day}/{key.removeprefix(f'{address}/')}")
    return arrived
