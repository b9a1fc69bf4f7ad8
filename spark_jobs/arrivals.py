"""What should have come and did not (应报未报): per feed, scope and period, up to a business day.

Pure. A feed that comes every month or day owes each period since the first delivery that was accepted; a scope (one
county's file) owes since its own. A period is there when a delivery that speaks for it was accepted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from expectations.model import Feed
from spark_jobs.accept import ACCEPTED, HELD, REJECTED, REPLACED, State

PERIODS = ("month", "day")
GOOD = {ACCEPTED, REPLACED}


@dataclass(frozen=True)
class Arrival:
    """One feed and scope: the last accepted as-of (a local day), and the periods that lack an accepted delivery, with what
    came instead: held, rejected, or nothing (missing)."""

    feed: str
    scope: str
    every: str
    last: dt.date | None
    held: tuple[str, ...]
    rejected: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not (self.held or self.rejected or self.missing)


def arrivals(feed: Feed, states: Iterable[State], day: dt.date, zone: str) -> list[Arrival]:
    """One entry per scope that ever delivered, by name; of a feed that comes irregularly only the last day is told."""
    every, zone = feed.delivery.get("every", "irregular"), feed.delivery.get("zone", zone)
    by_scope: dict[str, list[tuple[dt.date, str]]] = {}
    for state in states:
        local = state.delivery.as_of.astimezone(ZoneInfo(zone)).date()
        if local <= day:
            by_scope.setdefault(state.delivery.scope, []).append((local, state.status))
    return [_arrival(feed.name, scope, every, came, day) for scope, came in sorted(by_scope.items())]


def _arrival(feed: str, scope: str, every: str, came: list[tuple[dt.date, str]], day: dt.date) -> Arrival:
    good = [d for d, status in came if status in GOOD]
    said: dict[str, set[str]] = {}
    if every in PERIODS:
        # Owed since the first that was taken: one that was wrong about its day must not open years of debts.
        said = {period: set() for period in _periods(every, min(good), day)} if good else {}
        for local, status in came:
            if status in (HELD, REJECTED, *GOOD):
                said.setdefault(period(every, local), set()).add(status)
    open_ = {period: statuses for period, statuses in sorted(said.items()) if not statuses & GOOD}
    held = tuple(p for p, statuses in open_.items() if HELD in statuses)
    rejected = tuple(p for p, statuses in open_.items() if REJECTED in statuses and HELD not in statuses)
    return Arrival(feed, scope, every, max(good, default=None), held, rejected, tuple(p for p, s in open_.items() if not s))


def period(every: str, day: dt.date) -> str:
    """The month or day a local day belongs to, as text."""
    return day.isoformat()[:7 if every == "month" else 10]


def _periods(every: str, first: dt.date, day: dt.date) -> Iterator[str]:
    """The periods that are over by the end of `day`, from that of `first` on."""
    at = first
    while at <= day:
        last_of_period = every == "day" or (at + dt.timedelta(days=1)).day == 1
        if last_of_period:
            yield period(every, at)
        at += dt.timedelta(days=1)
