"""The definition of silver's rows in plain Python: what the fold must give for any set of accepted deliveries."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Said:
    """One row of a delivery: key and values as they are typed, flags, and whether it says that the key is gone."""

    row: int
    key: str
    values: tuple
    flags: tuple[str, ...] = ()
    gone: bool = False


@dataclass(frozen=True)
class Sent:
    """An accepted delivery: as-of as a number, its rows."""

    id: str
    feed: str
    mode: str
    as_of: int
    rows: tuple[Said, ...]
    scope: str = ""


@dataclass
class Silver:
    """Rows as (key, values, flags, delivery, row, as-of, known from, seen from, seen to, others), and each row's end."""

    rows: list[tuple] = field(default_factory=list)
    ends: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))


def speaking(sent: Sent, last: bool = True) -> dict[str, Said]:
    """The row of each key that speaks in a delivery: the last, or in a log the first."""
    ordered = sorted(sent.rows, key=lambda s: s.row, reverse=not last)
    return {said.key: said for said in ordered}


def known_snapshots(deliveries: list[Sent]) -> Silver:
    """Versions of each key: the statement of every applied as-of of its scope, equal neighbours being one."""
    silver = Silver()
    for scope in {d.scope for d in deliveries}:
        applied = sorted((d for d in deliveries if d.scope == scope), key=lambda d: d.as_of)
        for key in {s.key for d in applied for s in d.rows}:
            before, version = None, None
            for d in applied:
                said = speaking(d).get(key)
                _doubled(silver, d, key)
                now = (said.values, said.flags) if said and not said.gone else None
                if said:
                    end = "superseded" if now is None else "unchanged" if now == before else "loaded"
                    silver.ends[d.id][end] += 1
                if now != before and version:
                    silver.rows.append((*version, d.as_of, ()))
                    version = None
                if now != before and now:
                    version = (key, *now, d.id, said.row, d.as_of, d.as_of, d.as_of)
                before = now
            if version:
                silver.rows.append((*version, None, ()))
    return silver


def known_increments(deliveries: list[Sent]) -> Silver:
    """Every statement is a version until the next; at one instant the last delivery speaks."""
    silver, by_key = Silver(), defaultdict(list)
    for d in deliveries:
        for key, said in speaking(d).items():
            _doubled(silver, d, key)
            by_key[key].append((d.as_of, d.id, said))
    for key, stated in by_key.items():
        at_instant = {as_of: (name, said) for as_of, name, said in sorted(stated, key=lambda s: s[:2])}
        instants = sorted(at_instant)
        for as_of, following in zip(instants, [*instants[1:], None], strict=True):
            name, said = at_instant[as_of]
            if not said.gone:
                silver.rows.append((key, said.values, said.flags, name, said.row, as_of, as_of, as_of, following, ()))
        for as_of, name, said in stated:
            silver.ends[name]["superseded" if at_instant[as_of][0] != name or said.gone else "loaded"] += 1
    return silver


def events(deliveries: list[Sent]) -> Silver:
    """The first statement of a key wins."""
    silver, first = Silver(), {}
    for d in sorted(deliveries, key=lambda d: (d.as_of, d.id)):
        for key, said in speaking(d, last=False).items():
            _doubled(silver, d, key)
            won = first.setdefault(key, (d, said))[0] is d
            silver.ends[d.id]["loaded" if won else "superseded"] += 1
    silver.rows = [(key, said.values, said.flags, d.id, said.row, d.as_of, d.as_of, None, None, ())
                   for key, (d, said) in first.items()]
    return silver


def latest(deliveries: list[Sent], trust: list[str]) -> Silver:
    """Each feed's newest statement of a key; each value from the most trusted feed that has one."""
    silver, by_key = Silver(), defaultdict(list)
    for feed in trust:
        own = [d for d in deliveries if d.feed == feed]
        last = {d.scope: d.id for d in sorted(own, key=lambda d: (d.as_of, d.id))}
        alive = [d for d in own if d.mode != "snapshot" or last[d.scope] == d.id]
        newest = {}
        for d in sorted(alive, key=lambda d: (d.as_of, d.id)):
            newest |= {key: (d, said) for key, said in speaking(d).items()}
        for d in own:
            for key, said in speaking(d).items():
                _doubled(silver, d, key)
                holds = newest.get(key, (None,))[0] is d and not said.gone
                silver.ends[d.id]["loaded" if holds else "superseded"] += 1
        for key, (d, said) in newest.items():
            if not said.gone:
                first = min(e.as_of for e in own if any(s.key == key for s in e.rows))
                by_key[key].append((d, said, first))
    for key, found in by_key.items():
        d, said, _ = found[0]
        values = tuple(next((v for v in column if v is not None), None) for column in zip(*(s.values for _, s, _ in found), strict=True))
        flags = tuple(sorted({f for _, s, _ in found for f in s.flags}))
        silver.rows.append((key, values, flags, d.id, said.row, d.as_of, min(f for *_, f in found), None, None,
                            tuple(e.id for e, *_ in found[1:])))
    return silver


def _doubled(silver: Silver, sent: Sent, key: str) -> None:
    """Rows of the key that do not speak."""
    silver.ends[sent.id]["superseded"] += sum(s.key == key for s in sent.rows) - (key in {s.key for s in sent.rows})
