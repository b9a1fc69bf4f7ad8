"""A file held against its feed: what would load, be flagged or be set aside, and why. Nothing of it stays.

The file lands in a folder of its own that goes with it; what the feed's real deliveries look like decides whether it
would be held. Rows are judged by the lake server in a temporary view, by the queries of a load.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from expectations.model import Contracts, Feed, Table
from firelake.messages import FirelakeError
from spark_jobs.accept import ACCEPTED, State, judge
from spark_jobs.delivery import Delivery
from spark_jobs.lakehouse import Lakehouse
from spark_jobs.landing import Landing, content
from spark_jobs.privacy import private_names
from spark_jobs.readers.headers import plain
from spark_jobs.reason import reason
from spark_jobs.scratch import scratch
from spark_jobs.shown import EXAMPLES, masked, source_of
from spark_jobs.silver import stands_otherwise
from spark_jobs.stage import stage

Place = tuple[str, int]  # file, number of the record


@dataclass
class Broken:
    """How many rows break a rule, and some of them: file, number of the record, masked text."""

    rows: int = 0
    examples: list[tuple[str, int, str]] = field(default_factory=list)


@dataclass
class Part:
    """What one table would make of the file. rows = valid + doubled + skipped + quarantined; `flagged` are among the valid.
    `otherwise`: the table stands by another contract and must be rebuilt first."""

    table: str
    rows: int = 0
    valid: int = 0
    doubled: int = 0
    skipped: int = 0
    quarantined: int = 0
    flagged: int = 0
    otherwise: bool = False
    aside: dict[str, Broken] = field(default_factory=dict)
    flags: dict[str, Broken] = field(default_factory=dict)


@dataclass
class Rehearsal:
    """The state the delivery would have, columns nobody maps, an earlier delivery of the same bytes, and the tables it would
    fill; none when it cannot be read."""

    state: State
    rows: int = 0
    unused: tuple[str, ...] = ()
    same: str = ""
    parts: list[Part] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        return self.state.status == ACCEPTED


def rehearse(runner, feed: Feed, source: Path, as_of: str | None = None) -> Rehearsal:
    """What would come of `source` as the next delivery of `feed`. FirelakeError when it could not even land, or when the
    feed's expressions cannot be run."""
    with scratch() as own:
        landing = Landing(own / "landing", runner.contracts)
        delivery = landing.land(source, feed.name, as_of)
        if delivery.feed != feed.name:
            raise FirelakeError("check_other_feed", feed=feed.name, other=delivery.feed)
        return _rehearse(runner, feed, delivery, own)


def _rehearse(runner, feed: Feed, delivery: Delivery, own: Path) -> Rehearsal:
    intake = runner.intake(feed.name).beside(own / "staging")
    earlier, receipts = [d for d in runner.landing.deliveries(feed.name) if d.id != delivery.id], {}
    for known in (d for d in earlier if intake.has_receipt(d) or intake.has_bytes(d)):
        receipts[known.id] = intake.receipt(known)
        intake.clear([known])
    receipts[delivery.id] = intake.receipt(delivery)
    state = judge(feed, [*earlier, delivery], receipts, runner.landing.decisions())[delivery.id]
    receipt = receipts[delivery.id]
    same = next((d.id for d in runner.landing.deliveries(feed.name) if content(d.files) == content(delivery.files)), "")
    if receipt.error:
        return Rehearsal(state, same=same)
    spellings = {plain(spelling) for names in feed.names.values() for spelling in names}
    found = Rehearsal(state, receipt.rows, tuple(c for c in receipt.columns if plain(c) not in spellings), same)
    staged = intake.staged(delivery)
    moment = delivery.as_of.strftime("%Y-%m-%d %H:%M:%S.%f")
    bronze = f"(select *, '{delivery.id}' as _delivery_id, timestamp '{moment}' as _as_of from parquet.`{staged}`)"
    try:
        with Lakehouse.open() as lake:
            lake.expect(receipt.rows)
            found.parts = [_part(lake, runner.contracts, feed, runner.contracts.tables[name], bronze) for name in feed.targets]
    except FirelakeError:
        raise
    except Exception as error:
        raise FirelakeError("check_failed", feed=feed.name, reason=reason(error)) from None
    first = _first_rows(staged)
    for part in found.parts:
        _illustrate(part, runner.contracts.tables[part.table], feed, private_names(runner.contracts, feed), staged)
        for b in (*part.aside.values(), *part.flags.values()):
            b.examples = [(file, row - first[file] + 1, said) for file, row, said in b.examples]
    return found


def _part(lake, contracts: Contracts, feed: Feed, table: Table, bronze: str) -> Part:
    """Counts by rule, and examples without their texts. Of the rows of one key the one that speaks is valid."""
    keys, valid = ", ".join(f"`{k}`" for k in table.key), "_kept and _aside = ''"
    order = "" if table.history == "events" else " desc"
    judged = (f"select _kept, _aside, _flags, _file, _row, {valid} and row_number() over (partition by {valid}, {keys} "
              f"order by _row{order}) > 1 as _again from ({stage(contracts, feed, feed.targets[table.name], bronze)})")
    ranked = f"select *, row_number() over (partition by _kept, _aside, _flags, _again order by _file, _row) as _n from ({judged})"
    query = (f"select _kept, _aside, _flags, _again, count(*), sort_array(collect_list(if(_n <= {EXAMPLES}, struct(_file, _row), null))) "
             f"from ({ranked}) group by 1, 2, 3, 4 order by 1, 2, 3, 4")
    part = Part(table.name, otherwise=lake.exists(table.name) and stands_otherwise(lake, contracts, table))
    for kept, aside, flags, again, rows, places in lake.rows(query):
        places = [(p["_file"], p["_row"]) for p in places]
        part.rows += rows
        if not kept:
            part.skipped += rows
        elif aside:
            part.quarantined += rows
            _note(part.aside, aside, rows, places)
        elif again:
            part.doubled += rows
        else:
            part.valid, part.flagged = part.valid + rows, part.flagged + (rows if flags else 0)
            _note(part.flags, flags, rows, places)
    return part


def _first_rows(staged: Path) -> dict[str, int]:
    """File → the number its first row has in the delivery: people look for a row in its file."""
    rows = pq.read_table(staged, columns=["_file", "_row"]).group_by("_file").aggregate([("_row", "min")])
    return dict(zip(rows["_file"].to_pylist(), rows["_row_min"].to_pylist(), strict=True))


def _note(found: dict[str, Broken], names: str, rows: int, places: list[Place]) -> None:
    for name in filter(None, names.split("|")):
        broken = found.setdefault(name, Broken())
        broken.rows += rows
        broken.examples = sorted([*broken.examples, *((file, row, "") for file, row in places)])[:EXAMPLES]


def _illustrate(part: Part, table: Table, feed: Feed, private: dict[str, str], staged: Path) -> None:
    """Puts beside each example what stands in the rule's column there, masked; nothing of a private column."""
    broken = {name: b for name, b in [*part.aside.items(), *part.flags.items()] if source_of(table, feed, name, private)}
    wanted = {row for b in broken.values() for _, row, _ in b.examples}
    if not wanted:
        return
    columns = ["_file", "_row", *{source_of(table, feed, name, private) for name in broken}]
    rows = pq.read_table(staged, columns=columns, filters=[("_row", "in", wanted)]).to_pylist()
    said = {(row["_file"], row["_row"]): row for row in rows}
    for name, b in broken.items():
        source = source_of(table, feed, name, private)
        b.examples = [(file, row, masked(said[file, row][source])) for file, row, _ in b.examples]
