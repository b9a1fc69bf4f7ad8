"""Deliveries that come broken, late, twice or corrected; the true content always comes too.

A broken delivery keeps its folder and the good one follows in `<stamp>.2`. A late one moves behind its successor,
as does the revision of a corrected one. Each kind happens once per system, to deliveries drawn at random.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from simulator.injector.delivery import Delivery, all_deliveries
from simulator.injector.kinds import HARMLESS, REJECTED
from simulator.injector.sheet import parse
from simulator.injector.spoil import SPOIL

FEWEST = 4         # a feed with fewer deliveries is left in peace
STEADY = 0.3       # row counts this close to each other belong to a snapshot or a fixed set
BEFORE = 3         # steady deliveries that must have come before a jump can be seen


def disturb(root: Path, rng: Random, wanted: set[str]) -> tuple[list[dict], set[str]]:
    """Entries, and the names of the deliveries that must not be damaged further."""
    entries, protected = [], set()
    kinds = [k for k in (*REJECTED, "tenth_of_rows", "every_key_doubled", "corrected", "late") if k in wanted]
    for slots in _slots(root, rng).values():
        for kind in kinds:
            for slot in slots:
                bad = slot.apply(kind, rng)
                if bad is not None:
                    slots.remove(slot)
                    entries.append(_entry(bad, kind))
                    protected |= {bad.name} if kind != "late" else set()
                    break
    return entries, protected


def dress(root: Path, rng: Random, wanted: set[str], protected: set[str]) -> list[dict]:
    """Changes of the header a reader must bear, and second copies, made after all other damage."""
    entries = []
    for slots in _slots(root, rng).values():
        slots = [s for s in slots if s.item.name not in protected]
        for kind in [k for k in (*HARMLESS, "repeated") if k in wanted]:
            for slot in slots:
                done = slot.repeat() if kind == "repeated" else slot.change(kind, rng)
                if done is not None:
                    slots.remove(slot)
                    entries.append(_entry(done, kind))
                    break
    return entries


def _entry(item: Delivery, kind: str) -> dict:
    return {"delivery": item.name, "feed": item.feed, "file": next(iter(item.files())), "row": None, "column": None,
            "kind": kind, "old": None, "new": None, "twin": None, "key": None}


def _slots(root: Path, rng: Random) -> dict[str, list[Slot]]:
    """System → its deliveries that may be disturbed, shuffled; no two neighbours of one feed."""
    found: dict[str, list[Slot]] = {}
    for feed, items in all_deliveries(root).items():
        if len(items) >= FEWEST:
            start = rng.randrange(2)
            found.setdefault(feed.split(".")[0], []).extend(Slot(items, at) for at in range(start, len(items), 2))
    for slots in found.values():
        rng.shuffle(slots)
    return found


class Slot:
    """One delivery among those of its feed."""

    def __init__(self, items: list[Delivery], at: int):
        self.items, self.at, self.item = items, at, items[at]

    def apply(self, kind: str, rng: Random) -> Delivery | None:
        """The delivery that is now bad (or late); None when the kind has no place here."""
        after = self.items[self.at + 1].stamp if self.at + 1 < len(self.items) else None
        if kind == "late":
            return self.item.rename(f"{after}.late") if after else None
        if kind == "tenth_of_rows" and not self._steady():
            return None
        if kind in ("every_key_doubled", "corrected") and not (after and self._snapshot()):
            return None
        return self._replace(kind, after, rng)

    def _replace(self, kind: str, after: str | None, rng: Random) -> Delivery | None:
        """The bad file takes this place, the good one comes later, as a revision where the bad one was believed."""
        files, manifest = self.item.files(), self.item.manifest()
        name, data = next(iter(files.items()))
        sheet = parse(name, data)
        bad = SPOIL[kind](name, data, sheet, rng) if sheet.rows else None
        if bad is None:
            return None
        believed = kind in ("every_key_doubled", "corrected")
        good = Delivery(self.item.root, self.item.feed, f"{after}.rev" if believed else f"{self.item.stamp}.2")
        good.write(files, manifest | ({"revision": int(manifest.get("revision", 1)) + 1} if believed else {}))
        rows = {"tenth_of_rows": max(1, len(sheet.rows) // 10), "every_key_doubled": 2 * len(sheet.rows)}
        self.item.write({name: bad}, manifest | {"rows": rows.get(kind, manifest.get("rows", len(sheet.rows)))},
                        stated={name: data} if kind == "wrong_sha256" else None)
        return self.item

    def change(self, kind: str, rng: Random) -> Delivery | None:
        files = self.item.files()
        name, data = next(iter(files.items()))
        sheet = parse(name, data)
        new = SPOIL[kind](name, data, sheet, rng) if sheet.rows else None
        if new is None or new == data:
            return None
        self.item.write(files | {name: new}, self.item.manifest())
        return self.item

    def repeat(self) -> Delivery:
        """The same bytes once more, sent by hand from somebody's desktop."""
        files = self.item.files()
        name, data = next(iter(files.items()))
        stem, dot, suffix = name.rpartition(".")
        again = Delivery(self.item.root, self.item.feed, f"{self.items[-1].stamp}.again")
        again.write({f"{stem}(1){dot}{suffix}": data}, self.item.manifest())
        return again

    def _rows(self, at: int) -> int:
        return int(self.items[at].manifest().get("rows", 0))

    def _steady(self) -> bool:
        """This delivery and those before it have about the same number of rows."""
        if self.at < BEFORE or self._rows(self.at) < 40:
            return False
        counts = [self._rows(i) for i in range(max(0, self.at - 5), self.at + 1) if self.items[i].folder.exists()]
        return min(counts) >= (1 - STEADY) * max(counts)

    def _snapshot(self) -> bool:
        """Most rows stand word for word in the delivery before: each delivery states everything."""
        before = self.items[self.at - 1] if self.at else None
        if before is None or not before.folder.exists():
            return False
        mine, theirs = ({tuple(row) for row in parse(*next(iter(i.files().items()))).rows} for i in (self.item, before))
        return len(mine & theirs) > 0.5 * min(len(mine), len(theirs))
