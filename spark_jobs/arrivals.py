"""What should have come and did not (应报未报): per feed, scope and period, up to a business day.

Pure. A feed that comes every day, workday, month, quarter or year owes each period since the first delivery that was accepted,
from `due_days` after its end on; a scope (one county's file) owes since its own first, and up to the last day that `ended` gives
for it. A period is there when a delivery that speaks for it was accepted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from expectations.model import Feed
from spark_jobs.accept import ACCEPTED, HELD, REJECTED, REPLACED, State
from spark_jobs.periods import LATE_AFTER, LONGEST, PERIODS, Workdays, first_day, last_day, monday_to_friday, over, period

GOOD = {ACCEPTED, REPLACED}
AGREED = ("due_days", "ended")  # of a delivery: when it is due; no row depends on it
WHOLE = "all"  # in `ended`, the feed with every scope that is not named


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


def arrivals(feed: Feed, states: Iterable[State], day: dt.date, zone: str, works: Workdays = monday_to_friday) -> list[Arrival]:
    """One entry per scope that ever delivered, by name; of a feed that comes irregularly only the last day is told."""
    zone = feed.delivery.get("zone", zone)
    by_scope: dict[str, list[tuple[dt.date, str]]] = {}
    for state in states:
        local = state.delivery.as_of.astimezone(ZoneInfo(zone)).date()
        if local <= day:
            by_scope.setdefault(state.delivery.scope, []).append((local, state.status))
    return [_arrival(feed, scope, came, day, works) for scope, came in sorted(by_scope.items())]


def due(feed: Feed) -> dt.timedelta:
    """How long after the end of a period its delivery is due."""
    return dt.timedelta(days=feed.delivery.get("due_days", 0))


def late_after(feed: Feed) -> int | None:
    """Days without a delivery after which the wall calls the feed late; None when it comes irregularly."""
    every = feed.delivery.get("every")
    return LATE_AFTER[every] + due(feed).days if every in PERIODS else None


def last_owed_from(feed: Feed) -> dt.date | None:
    """The first day of the last period the feed owes with any scope; None while one of them goes on."""
    ended, every = feed.delivery.get("ended") or {}, feed.delivery.get("every")
    if WHOLE not in ended or every not in PERIODS:
        return None
    end = max(map(dt.date.fromisoformat, ended.values()))
    name = next(n for n in (period(every, end - dt.timedelta(days=n)) for n in range(LONGEST[every] + 1))
                if last_day(n) <= end and (every != "workday" or monday_to_friday(last_day(n))))
    return first_day(name)


def _arrival(feed: Feed, scope: str, came: list[tuple[dt.date, str]], day: dt.date, works: Workdays) -> Arrival:
    every, good = feed.delivery.get("every", "irregular"), [d for d, status in came if status in GOOD]
    said: dict[str, set[str]] = {}
    if every in PERIODS:
        # Owed since the first that was taken: one that was wrong about its day must not open years of debts.
        known = feed.delivery.get("ended") or {}
        ended = known.get(scope, known.get(WHOLE))
        until = min(day - due(feed), dt.date.fromisoformat(ended) if ended else day)
        said = {name: set() for name in over(every, min(good), until, works)} if good else {}
        for local, status in came:
            if status in (HELD, REJECTED, *GOOD):
                said.setdefault(period(every, local), set()).add(status)
    open_ = {name: statuses for name, statuses in sorted(said.items(), key=lambda p: last_day(p[0])) if not statuses & GOOD}
    held = tuple(p for p, statuses in open_.items() if HELD in statuses)
    rejected = tuple(p for p, statuses in open_.items() if REJECTED in statuses and HELD not in statuses)
    return Arrival(feed.name, scope, every, max(good, default=None), held, rejected, tuple(p for p, s in open_.items() if not s))
