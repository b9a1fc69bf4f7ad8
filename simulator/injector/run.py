"""The order of the damage: deliveries that come broken or late, then rows and cells, then whatever injectors from outside
do, then headers and second copies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

from simulator.injector import arrivals, corrections, foreign
from simulator.injector.cells import CELL_KINDS
from simulator.injector.contradictions import CONTRADICTIONS
from simulator.injector.delivery import Delivery, all_deliveries, sha256
from simulator.injector.kinds import KINDS
from simulator.injector.pairs import PAIR_KINDS
from simulator.injector.rows import ROWS
from simulator.injector.sheet import parse
from simulator.injector.wounds import Patient

RATE = 0.007
SHORT = 200    # rows of a list
HANDFUL = 20   # rows; of a single day with fewer nothing can be told about its columns
WITHIN = (*CELL_KINDS, *PAIR_KINDS, *CONTRADICTIONS, *ROWS)


def inject(deliveries: Path | str, rng: Random, kinds: Iterable[str] | None = None, rate: float = RATE,
           outside: Iterable[Callable] = (), every: bool = True, spare: Iterable[str] = ()) -> list[dict]:
    """Damage the delivery folders in place; the answer key. About `rate` of the rows; `every` kind a feed offers at least
    once, or only what the rate brings. Feeds in `spare` stay as they are."""
    root, wanted = Path(deliveries), _known(kinds)
    entries, protected = arrivals.disturb(root, rng, wanted)
    used: corrections.Used = {}
    if "corrected_row" in wanted:
        corrected, used = corrections.correct(root, rng, protected)
        entries += corrected
    within = [k for k in WITHIN if k in wanted]
    for items in all_deliveries(root).values() if within else ():
        open_ = [i for i in items if i.name not in protected and i.feed not in spare]
        open_ = _bearing(open_) if every else [i for i in open_ if i.manifest().get("rows", 0) >= HANDFUL]
        entries += _feed(open_, rng, within, rate, used, every)
    strange: set[str] = set()
    for damage_from_outside in outside:
        entries = foreign.apply(root, damage_from_outside, rng, entries, protected)
        strange |= {e["delivery"] for e in entries if "end" in e}
    entries += arrivals.dress(root, rng, wanted, protected | strange)
    return _finish(root, entries)


def damage(files: dict[str, bytes], rng: Random, kinds: Iterable[str] | None = None,
           rate: float = RATE) -> tuple[dict[str, bytes], list[dict]]:
    """Cells and rows of one delivery's files, each kind once, about `rate` of the rows; other rows keep their bytes."""
    wanted = _known(kinds)
    within = [k for k in WITHIN if k in wanted]
    result, entries = dict(files), []
    for name, data in files.items():
        patient = Patient(name, parse(name, data))
        _spend(patient, rng, within, within, rate)
        if patient.entries:
            result[name] = patient.sheet.render()
            entries += patient.entries
    return result, entries


def _known(kinds: Iterable[str] | None) -> set[str]:
    wanted = set(KINDS if kinds is None else kinds)
    if wanted - set(KINDS):
        raise ValueError(f"没有这种缺陷：{'、'.join(sorted(wanted - set(KINDS)))}")
    return wanted


def _bearing(items: list[Delivery]) -> list[Delivery]:
    """A short list that everything else refers to comes seldom, and right in the end; else all that came."""
    if len(items) < arrivals.FEWEST:
        return []
    short = items[-1].manifest().get("rows", 0) < SHORT
    return items[:-1] if short else items


def _feed(items: list[Delivery], rng: Random, kinds: list[str], rate: float, used: corrections.Used,
          every: bool) -> list[dict]:
    """All deliveries of one feed. Every kind is due in a delivery drawn at random and waits on when it finds no row."""
    if not items:
        return []
    entries: list[dict] = []
    due: dict[int, list[str]] = {}
    for kind in kinds if every else ():
        due.setdefault(rng.randrange(len(items)), []).append(kind)
    waiting: list[str] = []
    offered: set[str] = set()
    for at, item in enumerate(items):
        waiting, new = _deliver(item, rng, waiting + due.get(at, []), kinds, rate, used, offered)
        entries += new
    waiting = [kind for kind in waiting if kind in offered]
    for item in items:                  # what found no row up to the last delivery goes round once more
        if waiting:
            waiting, new = _deliver(item, rng, waiting, [], 0, used, offered)
            entries += new
    return entries


def _deliver(item: Delivery, rng: Random, must: list[str], kinds: list[str], rate: float,
             used: corrections.Used, offered: set[str]) -> tuple[list[str], list[dict]]:
    """Damage one delivery: the kinds that found no row, and the entries. Adds to `offered` the kinds it has a place for."""
    files, manifest = item.files(), item.manifest()
    name = next(iter(files))
    patient = Patient(name, parse(name, files[name]), used.setdefault(item.name, set()))
    offered |= {kind for kind in kinds if patient.targets(kind)}
    missed = _spend(patient, rng, must, kinds, rate)
    if patient.entries:
        item.write(files | {name: patient.sheet.render()}, manifest | {"rows": len(patient.sheet.rows)})
    return missed, [{"delivery": item.name, "feed": item.feed} | e for e in patient.entries]


def _spend(patient: Patient, rng: Random, must: list[str], kinds: list[str], rate: float) -> list[str]:
    """Hit with all of `must`, then with `kinds` up to the rate; those of `must` that found no row."""
    missed = [kind for kind in must if not patient.hit(kind, rng)]
    wish = rate * len(patient.sheet.rows)
    left = int(wish) + (rng.random() < wish % 1) - len(patient.entries)
    offered = [kind for kind in kinds if kind not in missed]
    while left > 0 and offered:
        kind = rng.choice(offered)
        if patient.hit(kind, rng):
            left -= 1
        else:
            offered.remove(kind)
    return missed


def _finish(root: Path, entries: list[dict]) -> list[dict]:
    """Add the hash of each damaged file as it now lies there, in the order deliveries arrive."""
    items = {d.name: d for feed in all_deliveries(root).values() for d in feed}
    hashes = {name: {n: sha256(b) for n, b in items[name].files().items()} for name in {e["delivery"] for e in entries}}
    for entry in entries:
        entry["sha256"] = hashes[entry["delivery"]].get(entry["file"])
    return sorted(entries, key=lambda e: (e["delivery"], e["row"] or 0, e["kind"]))
