"""The report of a month as tables of plain cells: one declaration for the page and the workbook."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from expectations.model import Contracts
from firelake.messages import text
from spark_jobs import inventory, ledger
from spark_jobs.accept import LABEL
from spark_jobs.monthly.facts import Month, Scores
from spark_jobs.sheet import Sheet

STATES = tuple(LABEL)
HASH = 12  # characters of a file's hash that are shown beside an example


def sheets(month: Month, contracts: Contracts, zone: str) -> list[Sheet]:
    """All tables, in the order a reader asks."""
    return [
        _sheet("trend", ("head_month",), _scored(month.trend, str)),
        _sheet("by_table", ("head_table",), _scored(month.by_table, lambda name: _table(contracts, name))),
        _sheet("by_feed", ("head_feed",), _scored(month.by_feed, lambda name: _feed(contracts, name))),
        _sheet("by_region", ("head_region",), _scored(month.by_region, lambda name: name or text("report_unplaced"))),
        _feeds(month),
        Sheet(text("report_refused"), _head("feed", "delivery", "state", "reason"),
              [(_feed(contracts, f.feed), *refused) for f in month.feeds for refused in f.refused]),
        Sheet(text("report_gaps"), _head("table", "region", "rows", "usual"),
              [(_table(contracts, g.table), g.region, g.rows, g.usual) for g in month.gaps]),
        Sheet(text("report_steps"), _head("table", "feed", "deliveries", *ledger.TERMS),
              [(_table(contracts, s["table"]), s["feed"], s["deliveries"], *(s[t] for t in ledger.TERMS)) for s in month.steps]),
        _broken(month, contracts),
        Sheet(text("report_waiting"), _head("kind", "object", "what", "since", "days"),
              [(text(f"waiting_{w.kind}"), w.name, w.what, w.since, w.days) for w in month.waiting]),
        Sheet(text("report_decisions"), _head("decision", "feed", "delivery", "by", "reason", "at"),
              [(text(f"word_{d['kind']}"), d["feed"], _about(d), d["by"], d["reason"], d["at"]) for d in month.decisions]),
        _runs(month, zone),
        _gates(month, contracts, zone),
        Sheet(text("report_coverage"), _head("owner", "feed", "table", "regions", "last"),
              [(c.owner, f"{c.title} {c.feed}", c.table, "" if c.regions is None else f"{c.regions} / {c.of}", c.last)
               for c in month.coverage]),
    ]


def checks(contracts: Contracts) -> Sheet:
    """The inventory of checks."""
    return Sheet(text("report_checks"), _head("table", "name", "dimension", "rule"),
                 [(i.table, i.name, text(f"dimension_{i.dimension}"), i.title) for i in inventory.inventory(contracts)])


def _about(decision: dict) -> str:
    """The delivery, and of a dismissal the table and rule."""
    return " ".join(filter(None, (decision["delivery"], decision.get("table"), decision.get("rule"))))


def _head(*names: str) -> tuple[str, ...]:
    return tuple(text(f"head_{name}") for name in names)


def _sheet(name: str, head: tuple[str, ...], rows: list[tuple]) -> Sheet:
    words = (*(text(h) for h in head), *(text(f"dimension_{d}") for d in inventory.DIMENSIONS))
    return Sheet(f"{text('report_scores')} · {text(f'report_{name}')}", words, rows)


def _scored(scores: Scores, named) -> list[tuple]:
    return [(named(group), *(by[d].share for d in inventory.DIMENSIONS)) for group, by in sorted(scores.items())]


def _table(contracts: Contracts, name: str) -> str:
    return f"{contracts.tables[name].title} {name}"


def _feed(contracts: Contracts, name: str) -> str:
    return f"{contracts.feeds[name].title} {name}"


def _feeds(month: Month) -> Sheet:
    head = (*_head("owner", "feed", "expected", "received"), *(text(LABEL[s]) for s in STATES), *_head("late", "missing"))
    rows = [(f.owner, f"{f.title} {f.feed}", f.expected, f.received, *(f.states.get(s, 0) for s in STATES), f.late, f.missing)
            for f in month.feeds]
    return Sheet(text("report_feeds"), head, rows)


def _broken(month: Month, contracts: Contracts) -> Sheet:
    rows = []
    for b in month.broken:
        examples = tuple(_example(e, month.hashes) for e in b.examples)
        rows.append((_table(contracts, b.table), b.said, b.rule, text(f"outcome_{b.outcome}"), b.rows, examples))
    return Sheet(text("report_broken"), _head("table", "rule", "name", "outcome", "rows", "examples"), rows)


def _example(example, hashes: dict[tuple[str, str], dict[str, str]]) -> str:
    sha256 = hashes.get((example.feed, example.delivery), {}).get(example.file, "")[:HASH]
    where = f"{example.delivery} · {example.file} [{sha256}] #{example.row}"
    return f"{where}：{example.text}" if example.text else where


def _runs(month: Month, zone: str) -> Sheet:
    """A row per person or task and command, whatever its day."""
    found: dict[tuple[str, str, str], list] = {}
    for run in month.runs:
        found.setdefault((run.by, run.task, re.sub(r" --day \S+", "", run.words)), []).append(run)
    rows = [(*who, len(runs), sum(r.ended is not None and r.code != 0 for r in runs), sum(r.ended is None for r in runs),
             _local(runs[0].at, zone), _local(runs[-1].at, zone)) for who, runs in sorted(found.items())]
    return Sheet(text("report_runs"), _head("who", "task", "command", "runs", "failed", "cut", "first", "last_run"), rows)


def _local(moment: dt.datetime | None, zone: str) -> str:
    return "" if moment is None else f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _gates(month: Month, contracts: Contracts, zone: str) -> Sheet:
    head = tuple(text(f"quality_{word}") for word in ("table", "verdict", "why", "since", "shown", "at"))

    def row(gate: dict) -> tuple:
        verdict = text("quality_passed" if gate["passed"] else "quality_failed")
        since = None if gate["passed"] else gate["blocking_since"]
        why: Iterable[str] = (gate["failed_checks"] or "").split("；")
        return (_table(contracts, gate["table_name"]), verdict, tuple(why), _local(since, zone), _local(gate["shown_until"], zone),
                _local(gate["audited_at"], zone))

    return Sheet(text("report_gates"), head, [row(g) for g in month.gates if g["table_name"] in contracts.tables])
