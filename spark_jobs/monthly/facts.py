"""Everything the report of a month tells, as plain records: gathered once, then written as a page and as a workbook."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import Counter
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from expectations.model import Contracts
from firelake import journal
from firelake.journal import Run
from firelake.messages import FirelakeError
from firelake.settings import settings
from spark_jobs import inventory, ledger
from spark_jobs.accept import ACCEPTED, State
from spark_jobs.gate import passed
from spark_jobs.lakehouse import Lakehouse
from spark_jobs.monthly import broken, came, months, scores
from spark_jobs.monthly.regions import Regions
from spark_jobs.monthly.scores import Counted, Score
from spark_jobs.periods import workdays
from spark_jobs.quality_page import standing
from spark_jobs.settled import settled

BEFORE = 5  # months shown before the one reported
FEW, GAP = 5, 0.3  # a region that usually has at least so many rows is missed when it falls below this share of them
Scores = dict[str, dict[str, Score]]  # group → dimension → score


@dataclass(frozen=True)
class Gap:
    """A region with far fewer new rows than it usually has."""

    table: str
    region: str
    rows: int
    usual: int


@dataclass(frozen=True)
class Month:
    """One month of one deployment. `hashes`: (feed, delivery) → file → SHA-256. `steps`: ledger terms by table and feed.
    `gates`: how the tables stand today; `runs`: commands of the month, or for its business days."""

    month: str
    deployment: dict
    fingerprint: str
    checks: int
    feeds: list[came.FeedMonth]
    steps: list[dict]
    broken: list[broken.Broken]
    whole: Scores
    by_table: Scores
    by_feed: Scores
    by_region: Scores
    trend: Scores
    gaps: list[Gap]
    coverage: list[came.Coverage]
    waiting: list[came.Waiting]
    decisions: list[dict]
    runs: list[Run]
    gates: list[dict]
    hashes: dict[tuple[str, str], dict[str, str]]


def gather(runner, month: str) -> Month:
    """The facts of a month (YYYY-MM). FirelakeError when it is none, or no delivery speaks of it."""
    contracts, zone = runner.contracts, runner.zone
    months.known(month)
    states = {feed: list(runner.intake(feed).states().values()) for feed in sorted(contracts.feeds)}
    here = [s.delivery for said in states.values() for s in said if months.of(s.delivery.as_of, zone) == month]
    if not here:
        raise FirelakeError("report_empty_month", month=month)
    items, speaking = inventory.inventory(contracts), _speaking(states, zone)
    with Lakehouse.open() as lake:
        ledger.prepare(lake)
        built = [name for names in contracts.areas().values() for name in names if lake.exists(name)]
        cut = {name: fault for name in built if (fault := ledger.unfinished(name))}
        tables = [contracts.tables[name] for name in built if name not in cut]
        open_to = {name: found["deliveries"] for name, found in passed(lake).items()}
        rows = list(scores.counted(lake, contracts, tables, open_to, month, BEFORE + 1, zone, speaking))
        tree, gates = Regions.read(lake), standing(lake)
        entries = [e for e in ledger.entries(lake) if e["action"] == "load"]
        faults = broken.gather(lake, contracts, tables, month, zone, speaking)
        standing_in, works = came.standing_in(lake, contracts, tables), workdays(lake)
    now, end = [row for row in rows if row.month == month], _end(runner, month)

    def by(key) -> Scores:
        return scores.scores(contracts, now, key)

    return Month(
        month=month, deployment=contracts.deployment, fingerprint=inventory.fingerprint(items), checks=len(items),
        feeds=[came.feed_month(contracts.feeds[name], said, month, end, zone, works) for name, said in states.items()],
        steps=_steps([e for e in entries if e["table_name"] in contracts.tables], month, zone), broken=faults,
        whole=by(lambda row: ""), by_table=by(lambda row: row.table),
        by_feed=by(lambda row: row.feed), by_region=by(lambda row: tree.upper(row.region)),
        trend=scores.scores(contracts, rows, lambda row: row.month), gaps=_gaps(contracts, rows, month, tree),
        coverage=came.coverage(contracts, now, standing_in, states, tree, end, zone),
        waiting=came.waiting(states, now, gates, cut, settled(runner.landing.decisions()), end, zone),
        decisions=_decisions(runner, {(d.feed, d.id) for d in here}, month, zone), gates=gates,
        runs=[r for r in journal.runs(settings().state / "journal") if months.of(r.at, zone) == month or f"--day {month}-" in r.words],
        hashes={(d.feed, d.id): {f["name"]: f["sha256"] for f in d.files} for d in here})


def _steps(entries: list[dict], month: str, zone: str) -> list[dict]:
    """Rows of the month's deliveries by table and feed."""
    found: dict[tuple[str, str], Counter] = {}
    for e in entries:
        if months.of(dt.datetime.fromtimestamp(e["as_of_us"] / 1e6, dt.UTC), zone) == month:
            found.setdefault((e["table_name"], e["feed"]), Counter()).update({t: e[t] for t in ledger.TERMS} | {"deliveries": 1})
    return [{"table": t, "feed": f, **total} for (t, f), total in sorted(found.items())]


def _gaps(contracts: Contracts, rows: list[Counted], month: str, tree: Regions) -> list[Gap]:
    """Regions below the top with rows in most months before and next to none now. Registers repeat themselves: there a
    missing region shows in the coverage."""
    counts: dict[tuple[str, str], Counter] = {}
    for row in rows:
        if contracts.feeds[row.feed].mode != "snapshot" and (name := tree.upper(row.region)):
            counts.setdefault((row.table, name), Counter())[row.month] += row.rows
    before = sorted({row.month for row in rows} - {month})
    if not before:
        return []
    usual = {key: statistics.median(count[m] for m in before) for key, count in counts.items()}
    return [Gap(*key, counts[key][month], int(median)) for key, median in sorted(usual.items())
            if median >= FEW and counts[key][month] < GAP * median]


def _decisions(runner, here: set[tuple[str, str]], month: str, zone: str) -> list[dict]:
    """What people decided in the month, or about its deliveries; `at` in local time."""
    found = []
    for d in runner.landing.decisions():
        at = dt.datetime.fromisoformat(d["at"])
        if (d["feed"], d["delivery"]) in here or months.of(at, zone) == month:
            found.append(d | {"at": f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"})
    return found


def _speaking(states: dict[str, list[State]], zone: str) -> list[str]:
    """The last accepted snapshot of every month and scope."""
    last: dict[tuple[str, str, str], State] = {}
    for feed, said in states.items():
        for s in said:
            if s.status == ACCEPTED:
                place = (feed, s.delivery.scope, months.of(s.delivery.as_of, zone))
                last[place] = max(last.get(place, s), s, key=lambda other: other.delivery.as_of)
    return sorted(s.delivery.id for s in last.values())


def _end(runner, month: str) -> dt.date:
    """The last day the report speaks of: that of the month, or the business day while the month is not over."""
    today = runner.until.astimezone(ZoneInfo(runner.zone)).date() if runner.day else dt.datetime.now(ZoneInfo(runner.zone)).date()
    return min(months.last_day(month), today)
