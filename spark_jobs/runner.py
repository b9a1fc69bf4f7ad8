"""Runs loads: the only caller of the lakehouse. Prints a line per table, finishes the others when one fails."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zoneinfo import ZoneInfo

from expectations import contracts as contract_files
from expectations.model import Contracts, Feed
from firelake.messages import FirelakeError, text
from firelake.settings import settings
from spark_jobs import bronze, ledger, silver
from spark_jobs.accept import LABEL, State
from spark_jobs.admitted import admitted
from spark_jobs.bronze_table import BronzeTable, made, read_otherwise
from spark_jobs.delivery import as_of_from
from spark_jobs.intake import Intake
from spark_jobs.lakehouse import Lakehouse
from spark_jobs.landing import Landing
from spark_jobs.lines import Line, built, verdict_line
from spark_jobs.periods import Workdays, monday_to_friday, workdays
from spark_jobs.reason import reason

AT_ONCE = 2
ROWLESS = "rowless.json"  # views without rows that were made, in the state folder
LEFT = "left"  # a view of rows that no feed fills any more


class Runner:
    """Loads of one deployment. `day` is the business day: a cut-off in the deployment's zone, not a filter."""

    def __init__(self, day: str | None = None, say: Callable[[Line], None] = lambda line: None):
        self.contracts: Contracts = contract_files.load(settings().deployment_dir)
        self.zone = self.contracts.deployment.get("zone", "UTC")
        self.day = day
        self.until = as_of_from(day, self.zone) if day else dt.datetime.max.replace(tzinfo=dt.UTC)
        self.landing = Landing(settings().origin / "landing", self.contracts, sealed=bool(settings().trial_of))
        self.say = say

    def intake(self, feed: str) -> Intake:
        """The receipts and staged rows of a feed."""
        found = Intake(self.contracts, self.contracts.feeds[feed], self.landing, settings().origin / "staging")
        return found.beside(settings().state / "staging") if settings().trial_of else found

    @property
    def absent(self) -> set[str]:
        """Silver tables that are not there: those no feed fills, and unread ones until something is delivered to them."""
        feeds = {t.name: self.contracts.feeds_into(t.name) for t in self.contracts.tables.values() if t.layer == "silver"}
        return {name for name, filled in feeds.items() if not filled or self.contracts.tables[name].is_unread
                and not any(self.landing.holds(f.name) for f in filled)}

    def workdays(self, feeds: Iterable[Feed]) -> Workdays:
        """Which days people work; the lake is asked only when one of the feeds comes every workday."""
        if all(feed.delivery.get("every") != "workday" for feed in feeds):
            return monday_to_friday
        with Lakehouse.open() as lake:
            return workdays(lake)

    def ingest(self, feeds: Iterable[str]) -> list[Line]:
        """Landing → bronze. FirelakeError in a trial, which only reads them."""
        if settings().trial_of:
            raise FirelakeError("trial_reads_only")
        judged: dict[str, dict[str, State]] = {}
        with Lakehouse.open(only="ops") as lake:
            ledger.prepare(lake)
        lines = self._each(sorted(feeds), lambda feed: self._ingest(feed, judged))
        with Lakehouse.open(only="ops") as lake:
            lake.register(made(judged))
        self._record(judged)
        return lines

    def _ingest(self, feed: str, judged: dict) -> Line:
        intake = self.intake(feed)
        judged[feed] = states = intake.states()
        if not states:  # a feed has a bronze table once something of it has arrived
            return Line(feed, text("ingested_nothing"))
        with Lakehouse.still([f"bronze.{feed}"]):
            table = BronzeTable(feed, list(intake.feed.names), intake.reading)
            new = bronze.load(table, intake, states, self.until)
        statuses = [s.status for s in states.values()]
        counted = {s: statuses.count(s) for s in sorted(set(statuses))}
        return Line(feed, text("ingested", new=len(new), states="、".join(f"{text(LABEL[k])} {n}" for k, n in counted.items())))

    def build(self, tables: Iterable[str], rebuild: bool = False) -> list[Line]:
        """Bronze → silver. A rebuild first sees to it that bronze holds what the contracts name today; in a trial it cannot."""
        tables = list(tables)
        if rebuild and not settings().trial_of:
            before = self.ingest({f.name for t in tables for f in self.contracts.feeds_into(t)})
            if any(line.failed for line in before):
                return before
        with Lakehouse.open(only="ops") as lake:
            ledger.prepare(lake)
        still = set() if rebuild else self._at_rest(tables)
        nothing = {name: built(name, silver.Outcome(name, "none")) for name in still}
        lines = self._each(tables, lambda name: nothing.get(name) or self._build(name, rebuild))
        if len(nothing) < len(tables):
            # The loads are done and told; what goes wrong with the tidying is tried again by the next run.
            with contextlib.suppress(Exception), Lakehouse.open(only="ops") as lake:
                ledger.draw_together(lake)
        return lines

    def _at_rest(self, tables: list[str]) -> set[str]:
        """Tables a load would leave as they are. To ask all at once spares each of them a session, a lock and five questions;
        what another run does meanwhile is right without us. Whatever goes wrong here is met again, and told, by the load."""
        absent, decided = self.absent, self.landing.decisions()
        with Lakehouse.open() as lake:
            there, loads = lake.tables("silver"), ledger.applied_by_table(lake)

            def is_at_rest(name: str) -> bool:
                table, intakes = self.contracts.tables[name], {f.name: self.intake(f.name) for f in self.contracts.feeds_into(name)}
                with contextlib.suppress(Exception):
                    if name in absent or table.short not in there or read_otherwise({f: i.reading for f, i in intakes.items()}):
                        return False
                    states, let_in = {f: i.states() for f, i in intakes.items()}, admitted(decided, name)
                    return silver.rests(lake, self.contracts, table, states, self.until, loads.get(name, {}), let_in)
                return False

            with ThreadPoolExecutor(AT_ONCE) as pool:
                return {name for name, rests in zip(tables, pool.map(is_at_rest, tables), strict=True) if rests}

    def pending(self, lake, tables: Iterable[str]) -> list[str]:
        """Those of the tables, which are there, that do not rest on just the deliveries and decisions at hand."""
        loads, decided, found = ledger.applied_by_table(lake), self.landing.decisions(), []
        for table in (self.contracts.tables[name] for name in tables):
            states = {f.name: self.intake(f.name).states() for f in self.contracts.feeds_into(table.name)}
            let_in = admitted(decided, table.name)
            if not silver.has_all(lake, self.contracts, table, states, self.until, loads.get(table.name, {}), let_in):
                found.append(table.name)
        return found

    def _build(self, name: str, rebuild: bool) -> Line:
        table = self.contracts.tables[name]
        if name in self.absent:
            return Line(name, text("built_not_yet"))
        feeds = [f.name for f in self.contracts.feeds_into(name)]
        with Lakehouse.open(only=name) as lake:
            # Judged under the table's lock: an older judgement would take out what another run has just loaded.
            intakes = {f: self.intake(f) for f in feeds}
            if behind := read_otherwise({f: intake.reading for f, intake in intakes.items()}):
                raise FirelakeError("trial_behind" if settings().trial_of else "bronze_behind", feeds="、".join(behind))
            states = {f: intake.states() for f, intake in intakes.items()}
            lake.register(made(feeds))
            outcome = silver.load(lake, self.contracts, table, states, self.until, rebuild, admitted(self.landing.decisions(), name))
        return built(name, outcome)

    def audit(self, tables: Iterable[str]) -> tuple[list[Line], Path]:
        """Audits silver tables and moves the audited version of those that pass; the lines and the page of Data Docs."""
        from spark_jobs.gate import Gate

        released = {d["delivery"] for d in self.landing.decisions() if d["kind"] == "release"}
        day = self.until.astimezone(ZoneInfo(self.zone)).date().isoformat() if self.day else None
        absent, lines = self.absent, []
        with Lakehouse.open(only="audited") as lake:
            ledger.prepare(lake)
            self._empty(lake)
            # A check that looks into a table nobody has built yet finds no row there.
            unbuilt = {t.name for t in self.contracts.tables.values()} - {f"silver.{short}" for short in lake.tables("silver")}
            gate = Gate(self.contracts, settings().state / "quality", released, day, absent | unbuilt)
            for table, verdict in gate.audit(lake, [self.contracts.tables[name] for name in tables if name not in absent]):
                lines.append(verdict_line(verdict, table.name))
                self.say(lines[-1])
            return lines, gate.publish_docs(lake)

    def _empty(self, lake) -> None:
        """Tables this deployment has no source for can be read all the same, empty: gold is the same everywhere."""
        there = lake.tables("model")
        for table in self.contracts.tables.values():
            if table.layer == "model" and table.short not in there:
                lake.create(table.name, {c.name: c.type for c in table.columns.values()})
        self._rowless(lake, lake.tables("audited"))

    def _rowless(self, lake, there: set[str]) -> None:
        """Views without a row for tables no feed fills; they follow their contract. What was made is remembered in a file: to look
        at each view would cost seconds. One that shows rows of a feed that is gone is left."""
        file = settings().state / ROWLESS
        known = json.loads(file.read_text("utf-8")) if file.is_file() else {}
        wanted = {t.short: silver.nothing(t) for t in self.contracts.tables.values()
                  if t.layer == "silver" and not t.is_unread and not self.contracts.feeds_into(t.name)}
        for short, query in wanted.items():
            if short in there and known.get(short) in (query, LEFT):
                continue
            has_rows = short in there and short not in known and lake.rows(f"select 1 from {lake.name(f'audited.{short}')} limit 1")
            known[short] = LEFT if has_rows else query
            if not has_rows:
                lake.view(f"audited.{short}", query)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({short: known[short] for short in wanted}), "utf-8")

    def _each(self, names: list[str], work: Callable[[str], Line]) -> list[Line]:
        def one(name: str) -> Line:
            for attempt in (1, 2):
                try:
                    line = work(name)
                    break
                except FirelakeError as error:
                    line = Line(name, str(error), failed=True)
                    break
                except Exception as error:
                    line = Line(name, text("failed", reason=reason(error)), failed=True)
                    if attempt == 2 or not any(sign in str(error) for sign in AGAIN):
                        break
            self.say(line)
            return line

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(one, names))

    def _record(self, judged: dict[str, dict[str, State]]) -> None:
        """Replaces the feeds' rows in `ops.delivery`, the list people and the wall read."""
        rows = []
        for feed, states in judged.items():
            intake = self.intake(feed)
            for s in states.values():
                reason = text(s.reason[0], **s.reason[1]) if s.reason else ""
                rows.append((feed, s.delivery.id, s.delivery.as_of, s.delivery.received_at, s.status, reason,
                             intake.receipt(s.delivery).rows))
        if rows:
            with Lakehouse.open(only="ops.delivery") as lake:
                schema = ", ".join(f"{c} {t}" for c, t in ledger.DELIVERY.items())
                lake.spark.createDataFrame(rows, schema).createOrReplaceTempView("delivery_rows")
                feeds = ", ".join(f"'{f}'" for f in judged)
                keep = f"select * from {lake.name('ops.delivery')} where feed not in ({feeds})"
                lake.insert("ops.delivery", f"{keep} union all select * from delivery_rows", list(ledger.DELIVERY),
                            overwrite=True)

    def keep_scores(self, rows: list[tuple]) -> None:
        """Replaces what `ops.score` says of the same month."""
        with Lakehouse.open(only="ops.score") as lake:
            ledger.prepare(lake)
            schema = ", ".join(f"{c} {t}" for c, t in ledger.SCORE.items())
            lake.spark.createDataFrame(rows, schema).createOrReplaceTempView("score_rows")
            kept = f"select * from {lake.name('ops.score')} s left anti join score_rows r on r.month = s.month"
            lake.insert("ops.score", f"{kept} union all select * from score_rows", list(ledger.SCORE), overwrite=True)


AGAIN = ("TABLE_OR_VIEW_ALREADY_EXISTS", "TABLE_OR_VIEW_NOT_FOUND", "SESSION_NOT_FOUND", "SESSION_CLOSED",
         "ConcurrentAppendException", "DELTA_CONCURRENT", "OPERATION_CANCELED")
