"""A file held against its feed: what would load, be flagged or be set aside, and why. Nothing of it stays.

The file lands in a folder of its own that goes with it; what the feed's real deliveries look like decides whether it
would be held. Rows are judged by the lake server in a temporary view, by the queries of a load.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from expectations.model import Feed, Table
from spark_jobs.accept import ACCEPTED, State, judge
from spark_jobs.intake import Intake
from spark_jobs.lakehouse import Lakehouse
from spark_jobs.landing import Landing
from spark_jobs.privacy import mask, private_names
from spark_jobs.readers.headers import Header, match
from spark_jobs.rules import column_of
from spark_jobs.stage import stage

EXAMPLES = 3


@dataclass
class Broken:
    """How many rows break a rule, and the first of them: number in the file, masked text."""

    rows: int = 0
    examples: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Part:
    """What one table would make of the file. rows = loaded + collapsed + skipped + quarantined."""

    table: str
    rows: int = 0
    loaded: int = 0
    collapsed: int = 0
    skipped: int = 0
    quarantined: int = 0
    flagged: int = 0
    aside: dict[str, Broken] = field(default_factory=dict)
    flags: dict[str, Broken] = field(default_factory=dict)


@dataclass
class Rehearsal:
    """The state the delivery would have, how its header was read, and the tables it would fill; none when it cannot be read."""

    state: State
    rows: int = 0
    header: Header | None = None
    parts: list[Part] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        return self.state.status == ACCEPTED


def rehearse(runner, feed: Feed, file: Path, as_of: str | None = None) -> Rehearsal:
    """What would come of `file` as the next delivery of `feed`. FirelakeError when it could not even land."""
    with tempfile.TemporaryDirectory(prefix="firelake-check-") as folder:
        landing = Landing(Path(folder) / "landing", runner.contracts)
        delivery = landing.land(file, feed.name, as_of)
        own, real = Intake(runner.contracts, feed, landing, Path(folder) / "staging"), runner.intake(feed.name)
        earlier = [d for d in runner.landing.deliveries(feed.name) if d.id != delivery.id]
        receipts = {d.id: real.receipt(d) for d in earlier} | {delivery.id: own.receipt(delivery)}
        state = judge(feed, [*earlier, delivery], receipts, runner.landing.decisions())[delivery.id]
        receipt = receipts[delivery.id]
        if receipt.error:
            return Rehearsal(state)
        found = Rehearsal(state, receipt.rows, match(list(receipt.columns), feed, file.name))
        staged = own.staged(delivery)
        moment = delivery.as_of.strftime("%Y-%m-%d %H:%M:%S.%f")
        bronze = f"(select *, '{delivery.id}' as _delivery_id, timestamp '{moment}' as _as_of from parquet.`{staged}`)"
        private = private_names(runner.contracts, feed)
        with Lakehouse.open() as lake:
            lake.expect(receipt.rows)
            for name in feed.targets:
                found.parts.append(_part(lake, runner.contracts, feed, runner.contracts.tables[name], bronze))
        for part in found.parts:
            _illustrate(part, runner.contracts.tables[part.table], feed, private, staged)
        return found


def _part(lake, contracts, feed: Feed, table: Table, bronze: str) -> Part:
    """Counts by rule; the examples are row numbers yet."""
    keys = ", ".join(f"`{k}`" for k in table.key)
    valid = "_kept and _aside = ''"
    judged = (f"select _kept, _aside, _flags, _row, {valid} and row_number() over (partition by {valid}, {keys} order by _row) > 1 "
              f"as _again from ({stage(contracts, feed, feed.targets[table.name], bronze)})")
    part = Part(table.name)
    query = f"select _kept, _aside, _flags, _again, count(*), min(_row) from ({judged}) group by 1, 2, 3, 4 order by min(_row)"
    for kept, aside, flags, again, rows, first in lake.rows(query):
        part.rows += rows
        if not kept:
            part.skipped += rows
        elif aside:
            part.quarantined += rows
            _note(part.aside, aside, rows, first)
        else:
            part.collapsed, part.loaded = part.collapsed + rows * again, part.loaded + rows * (not again)
            part.flagged += rows if flags else 0
            _note(part.flags, flags, rows, first)
    return part


def _note(found: dict[str, Broken], names: str, rows: int, first: int) -> None:
    for name in filter(None, names.split("|")):
        broken = found.setdefault(name, Broken())
        broken.rows += rows
        if len(broken.examples) < EXAMPLES:
            broken.examples.append((first, ""))


def _illustrate(part: Part, table: Table, feed: Feed, private: dict[str, str], staged: Path) -> None:
    """Puts beside each row number what stands in the rule's column there, masked; nothing of a private column."""
    wanted = {name: column_of(table, name) for name in {*part.aside, *part.flags}}
    sources = {name: s for name, column in wanted.items() if column for s in [_source(feed, table, column)] if s and s not in private}
    texts = pq.read_table(staged, columns=["_row", *dict.fromkeys(sources.values())])
    at = {row: n for n, row in enumerate(texts.column("_row").to_pylist())} if sources else {}
    for name, broken in [*part.aside.items(), *part.flags.items()]:
        if name in sources:
            cells = texts.column(sources[name])
            said = {row: cells[at[row]].as_py() for row, _ in broken.examples}
            broken.examples = [(row, mask(text) if text else "") for row, text in said.items()]


def _source(feed: Feed, table: Table, column: str) -> str | None:
    mapping = feed.targets[table.name].mappings.get(column)
    return mapping.sources[0] if mapping and mapping.sources and mapping.sources[0] in feed.names else None
