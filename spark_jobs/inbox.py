"""A watched folder: what senders put there lands, and is moved away when it has.

    FOLDER/x.csv, FOLDER/<delivery>/manifest.json    put there by senders
    FOLDER/taken/<day>/…                             landed
    FOLDER/refused/<day>/…                           not landed, with the sentence beside it in <name>.txt

A file may still be written while it is seen: it is left until it has not changed for some seconds. Landing comes first and the
move after it, so a killed sweep lands the same bytes again, which is one delivery.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from firelake.messages import FirelakeError
from spark_jobs import manifest
from spark_jobs.landing import Landing

QUIET = 10.0  # seconds
TAKEN, REFUSED = "taken", "refused"


@dataclass(frozen=True)
class Arrived:
    """A file or folder of the inbox: the delivery it became, or the sentence why it did not land."""

    name: str
    feed: str = ""
    delivery: str = ""
    refused: str = ""


def sweep(landing: Landing, folder: Path, day: str, quiet: float = QUIET) -> Iterator[Arrived]:
    """Takes in everything that has come to rest, by name. `day` names the folders things are moved to."""
    for item in sorted(folder.iterdir()):
        if item.name.startswith(".") or item.name in (TAKEN, REFUSED) or item.is_symlink() or not _rests(item, quiet):
            continue
        try:
            feed = None if item.is_dir() else landing.match(item)
            if feed is None and item.is_file():
                raise FirelakeError("inbox_unknown", file=item.name)
            found = landing.land(item, feed)
        except FirelakeError as error:
            moved = _move(item, folder / REFUSED / day)
            moved.with_name(f"{moved.name}.txt").write_text(f"{error}\n", "utf-8")
            yield Arrived(item.name, refused=str(error))
        else:
            _move(item, folder / TAKEN / day)
            yield Arrived(item.name, found.feed, found.id)


def _rests(item: Path, quiet: float) -> bool:
    """Whether nothing of it changed lately; a folder also needs its manifest, which senders write last."""
    if item.is_dir() and not (item / manifest.NAME).is_file():
        return False
    parts = [item, *item.iterdir()] if item.is_dir() else [item]
    return time.time() - max(part.stat().st_mtime for part in parts) >= quiet


def _move(item: Path, where: Path) -> Path:
    """Moved by one rename; a name that is taken gets a number."""
    where.mkdir(parents=True, exist_ok=True)
    target = where / numbered(item.name, {other.name for other in where.iterdir()})
    os.rename(item, target)
    return target


def numbered(name: str, taken: Collection[str]) -> str:
    """The name, with a number where it, or that of the sentence beside it, is taken already."""
    plain, number, found = PurePath(name), 1, name
    while found in taken or f"{found}.txt" in taken:
        number += 1
        found = f"{plain.stem}~{number}{plain.suffix}"
    return found
