"""What came in a month and what did not: deliveries of each feed, the ledger of connected data sets, what waits for a person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from expectations.model import Contracts, Feed, Table
from firelake.messages import FirelakeError, text
from spark_jobs.accept import ACCEPTED, HELD, LABEL, REJECTED, REPLACED, RETRACTED, State
from spark_jobs.arrivals import arrivals, due
from spark_jobs.monthly import months
from spark_jobs.monthly.regions import Regions
from spark_jobs.monthly.scores import Counted, is_restated
from spark_jobs.periods import PERIODS, Workdays, last_day, monday_to_friday, over, period
from spark_jobs.settled import Settled, is_settled

LATE = dt.timedelta(days=35)  # where no date is agreed


@dataclass(frozen=True)
class FeedMonth:
    """Deliveries of a feed with an as-of in the month. `expected`: periods owed, null for a feed that comes irregularly;
    `late`: received after the agreed days, or 35 days after the as-of where none are; `refused`: delivery, state and reason of
    what was not taken."""

    feed: str
    title: str
    owner: str
    expected: int | None
    received: int
    late: int
    states: dict[str, int]
    missing: tuple[str, ...]
    refused: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Coverage:
    """接入台账: department, data set, lowest regions with rows this month of all (null without regions), last accepted day."""

    owner: str
    feed: str
    title: str
    table: str
    regions: int | None
    of: int
    last: dt.date | None


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a person (held, behind, aside, unfinished), the day it speaks of, and its age at the end of the month."""

    kind: str
    name: str
    what: str
    since: dt.date | None
    days: int | None


def feed_month(feed: Feed, said: list[State], month: str, end: dt.date, zone: str,
               works: Workdays = monday_to_friday) -> FeedMonth:
    """One feed's month up to the day `end`: the periods that end by then, also when there are days left to deliver them. They are
    owed since the first that was taken; a feed that never came owes all."""
    zone = feed.delivery.get("zone", zone)
    here = [s for s in said if months.of(s.delivery.as_of, zone) == month]
    every, owed = feed.delivery.get("every"), arrivals(feed, said, end + due(feed), zone, works)
    missing = tuple(f"{a.scope} {p}".strip() for a in owed for p in a.missing if _is_in(month, p))
    if every in PERIODS and not owed:
        missing = tuple(over(every, dt.date.fromisoformat(f"{month}-01"), end, works))
    # One period of one scope is there, refused, or missing: together they are what was due.
    good = {(s.delivery.scope, period(every, _day(s, zone))) for s in here if s.status in (ACCEPTED, REPLACED)}
    open_ = [p for a in owed for p in (*a.held, *a.rejected) if _is_in(month, p)]
    expected = len(good) + len(open_) + len(missing) if every in PERIODS else None
    refused = tuple((s.delivery.id, text(LABEL[s.status]), text(s.reason[0], **s.reason[1]) if s.reason else "")
                    for s in here if s.status in (HELD, REJECTED, RETRACTED))
    return FeedMonth(feed.name, feed.title, feed.owner, expected, len(here),
                     sum(_is_late(feed, s, zone) for s in here), dict(Counter(s.status for s in here)),
                     missing, refused)


def _is_in(month: str, name: str) -> bool:
    """Whether a period ends in the month."""
    return last_day(name).isoformat().startswith(month)


def _is_late(feed: Feed, state: State, zone: str) -> bool:
    every = feed.delivery.get("every")
    if "due_days" not in feed.delivery or every not in PERIODS:
        return state.delivery.received_at - state.delivery.as_of > LATE
    until = last_day(period(every, _day(state, zone))) + due(feed)
    return state.delivery.received_at.astimezone(ZoneInfo(zone)).date() > until


def _day(state: State, zone: str) -> dt.date:
    return state.delivery.as_of.astimezone(ZoneInfo(zone)).date()


def standing_in(lake, contracts: Contracts, tables: Iterable[Table]) -> dict[tuple[str, str], set[str]]:
    """Feed and table → regions that stand in a register which keeps its last state only."""
    found: dict[tuple[str, str], set[str]] = {}
    for table in tables:
        if is_restated(contracts, table) and table.history == "latest" and "region_code" in table.columns:
            for feed, region in lake.rows(f"select distinct _feed, region_code from {lake.name(table.name)}"):
                found.setdefault((feed, table.name), set()).add(region)
    return found


def coverage(contracts: Contracts, now: Iterable[Counted], standing: dict[tuple[str, str], set[str]],
             states: dict[str, list[State]], tree: Regions, end: dt.date, zone: str) -> list[Coverage]:
    """One line per feed and table, by department. `standing`: what `standing_in` says; of a register that keeps only its last
    state nothing else is known."""
    seen = {place: regions & tree.lowest for place, regions in standing.items()}
    for row in now:
        if row.region in tree.lowest:
            seen.setdefault((row.feed, row.table), set()).add(row.region)
    found = []
    for feed in contracts.feeds.values():
        days = (_day(s, zone) for s in states[feed.name] if s.status == ACCEPTED)
        last = max((day for day in days if day <= end), default=None)
        for table in feed.targets:
            has = "region_code" in contracts.tables[table].columns
            found.append(Coverage(feed.owner, feed.name, feed.title, table, len(seen.get((feed.name, table), ())) if has else None,
                                  len(tree.lowest), last))
    return sorted(found, key=lambda c: (c.owner, c.feed, c.table))


def waiting(states: dict[str, list[State]], now: Iterable[Counted], gates: list[dict],
            cut: dict[str, FirelakeError], closed: Settled, end: dt.date, zone: str) -> list[Waiting]:
    """Held deliveries and tables behind their gate up to the day `end`, oldest first; the month's rows that were set aside and not
    dismissed; and tables whose last load was cut short, of which the report says nothing else."""

    def item(kind: str, name: str, what: str, since: dt.date | None) -> Waiting:
        return Waiting(kind, name, what, since, (end - since).days if since else None)

    def day(moment: dt.datetime | None) -> dt.date | None:
        return moment and moment.astimezone(ZoneInfo(zone)).date()

    held = [item("held", s.delivery.feed, s.delivery.id, day(s.delivery.as_of)) for said in states.values() for s in said
            if s.status == HELD]
    behind = [item("behind", g["table_name"], g["failed_checks"] or "", day(g["blocking_since"] or g["audited_at"]))
              for g in gates if not g["passed"]]
    aside = Counter()
    for row in now:
        if row.aside and not is_settled(closed, row.table, row.delivery, row.rules):
            aside[row.table] += row.rows
    rows = [item("aside", table, text("report_rows", rows=count), end) for table, count in sorted(aside.items())]
    found = [w for w in (*held, *behind) if not w.since or w.since <= end]
    unfinished = [item("unfinished", table, str(fault), None) for table, fault in sorted(cut.items())]
    return unfinished + sorted(found, key=lambda w: (-(w.days or 0), w.name)) + rows
