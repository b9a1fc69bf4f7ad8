"""Bronze → one silver table: the fold of its accepted deliveries, written as one commit.

A first load, a rebuild and anything unusual folds everything; one more day folds only the keys it touches. What a killed
load wrote is in no ledger: while a load writes, a mark says so, and who finds it writes the whole table again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from expectations.model import Contracts, Table
from firelake.messages import FirelakeError
from spark_jobs import ledger
from spark_jobs.accept import ACCEPTED, State
from spark_jobs.admitted import Admitted, fingerprint
from spark_jobs.arrivals import AGREED
from spark_jobs.fold import columns, fold
from spark_jobs.reconcile import entries
from spark_jobs.work import ASIDE, LOADED, QUARANTINE, Work, standing

HASH, ADMITTED = "firelake.contract", "firelake.admitted"
WORDS = ("title", "description", "references", "unit")


@dataclass
class Outcome:
    """What one load of one table did, per delivery."""

    table: str
    mode: str
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    entries: list[dict] = field(default_factory=list)


def types(table: Table) -> dict[str, str]:
    """Column → Spark type of the silver table."""
    own = {"_flags": "string", "_raw": "string", "_feed": "string", "_delivery_id": "string", "_as_of": "timestamp",
           "_row": "bigint", "_others": "array<string>", "known_from": "timestamp", "_seen_from": "timestamp",
           "_seen_to": "timestamp", "_hash": "bigint"}
    return {c: table.columns[c].type if c in table.columns else own[c] for c in columns(table)}


def nothing(table: Table) -> str:
    """A query of the silver table's columns that has no row, for a table that is not there."""
    return f"select {', '.join(f'cast(null as {t}) as `{c}`' for c, t in types(table).items())} where false"


def contract_hash(contracts: Contracts, table: Table) -> str:
    """Hash of everything that decides what the table's rows are; what only people read, the agreed
    days and ended scopes are left out."""
    codes = {c.codes: [contracts.codes[c.codes].values, contracts.codes[c.codes].fixes]
             for c in table.columns.values() if c.codes}
    arrives = {f.name: {k: v for k, v in f.delivery.items() if k not in AGREED} for f in contracts.feeds_into(table.name)}
    feeds = [[f.name, arrives[f.name], f.names, f.let, asdict(f.targets[table.name])] for f in contracts.feeds_into(table.name)]
    rules = {n: r.must + r.severity for n, r in table.rules.items()}
    listed = [{k: v for k, v in asdict(c).items() if k not in WORDS} for c in table.columns.values()]
    body = [listed, table.key, table.history, table.known_at, table.privacy, rules, codes, feeds, contracts.functions]
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()[:16]


def stands_otherwise(lake, contracts: Contracts, table: Table) -> bool:
    """Whether the rows of the table, which is there, are those of another contract."""
    return lake.properties(table.name).get(HASH) != contract_hash(contracts, table)


def load(lake, contracts: Contracts, table: Table, states: dict[str, dict[str, State]], until, rebuild: bool = False,
         let_in: Admitted | None = None) -> Outcome:
    """Brings the table to the fold of its accepted deliveries. `states`: by feed, then delivery id. `let_in`: rows a person has
    admitted; when these are others than before, the table is made anew.
    FirelakeError when the contract changed, or when a row is not accounted for: then the ledger stays as it was.
    """
    name, wanted = table.name, {HASH: contract_hash(contracts, table), ADMITTED: fingerprint(let_in or {})}
    mark = ledger.mark(name)
    fresh = not rebuild and not lake.exists(name)
    if not fresh and not rebuild:
        stands = lake.properties(name)
        if stands.get(HASH) != wanted[HASH]:
            raise FirelakeError("contract_changed", table=name)
        rebuild = not _admits(stands, let_in)
    redo = rebuild or mark.exists()
    if fresh or rebuild:
        _set(mark)
        lake.create(name, types(table), wanted, new=fresh)
    done = {} if fresh else ledger.applied(lake, name)
    # Beside a table that was made this moment, rows set aside are those of a table that is gone.
    lake.create(f"quarantine.{table.short}", QUARANTINE, emptied=fresh)
    good = _good(contracts, table, states, until, done)
    if not redo and _as_done(good, done):
        mark.unlink(missing_ok=True)
        return Outcome(name, "none")
    before = standing(lake, table, list(good), fresh)
    good = {feed: {i: s for i, s in ids.items() if i in before[feed]} for feed, ids in good.items()}
    everything = {i: s for ids in good.values() for i, s in ids.items()}
    remove = [i for i in done if i not in everything]
    moved = [i for i in done if i in everything and _moved(done[i], everything[i])]
    add = {feed: [i for i in ids if redo or i not in done or i in moved] for feed, ids in good.items()}
    added = [i for ids in add.values() for i in ids]
    if not added and not remove and not redo:
        mark.unlink(missing_ok=True)
        return Outcome(name, "none")
    work = Work(lake, contracts, table, good, add, remove, let_in)
    mode = "full" if redo or remove or moved or work.is_large(done) else "keys"
    lake.expect(sum(n for feed in good for n in before[feed].values()))
    try:
        work.hold({feed: list(ids) for feed, ids in good.items()} if mode == "full" else add, before)
        counts = work.count(add)
        _set(mark)
        work.set_aside(counts, before[ASIDE], everything=redo)
        if mode == "keys":
            work.merge()
        elif rebuild:
            lake.replace(name, fold(table, work.sources()), types(table), wanted)
        else:
            lake.insert(name, fold(table, work.sources()), columns(table), overwrite=bool(before[LOADED]))
        found = entries(work, states, before, done, counts)
    finally:
        work.let_go()
    lost = next((e for e in found if e["action"] == "load" and ledger.balance(e)), None)
    if lost:
        error = FirelakeError("rows_lost", table=name, delivery=lost["delivery_id"], count=ledger.balance(lost))
        mark.write_text(str(error), "utf-8")
        raise error
    ledger.write(lake, found)
    mark.unlink()
    if work.crowds:
        lake.collect()
    return Outcome(name, mode, added, remove, found)


def rests(lake, contracts: Contracts, table: Table, states: dict[str, dict[str, State]], until, done: dict[str, dict],
          let_in: Admitted | None = None) -> bool:
    """Whether the table, which is there, holds already what a load would make of it. `done`: its entries in the ledger."""
    if ledger.mark(table.name).exists() or not _as_done(_good(contracts, table, states, until, done), done):
        return False
    stands = lake.properties(table.name)
    return _admits(stands, let_in) and stands.get(HASH) == contract_hash(contracts, table)


def has_all(lake, contracts: Contracts, table: Table, states: dict[str, dict[str, State]], until, done: dict[str, dict],
            let_in: Admitted | None = None) -> bool:
    """Whether the table rests on just the deliveries and admissions at hand, by whatever contract."""
    return _as_done(_good(contracts, table, states, until, done), done) and _admits(lake.properties(table.name), let_in)


def _admits(stands: dict[str, str], let_in: Admitted | None) -> bool:
    """Whether the table of these properties was made with just these admissions."""
    return stands.get(ADMITTED, "") == fingerprint(let_in or {})


def _good(contracts: Contracts, table: Table, states: dict[str, dict[str, State]], until, done: dict[str, dict]) -> dict:
    """The deliveries the table must rest on, by feed. What was loaded beyond this business day stays, also when the table is
    made anew for a decision."""
    good = {}
    for feed in contracts.feeds_into(table.name):
        accepted = {i: s for i, s in states[feed.name].items() if s.status == ACCEPTED}
        good[feed.name] = {i: s for i, s in accepted.items() if s.delivery.as_of <= until or i in done}
    return good


def _set(mark: Path) -> None:
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()


def _as_done(good: dict[str, dict[str, State]], done: dict[str, dict]) -> bool:
    """Whether the table rests on just these deliveries already."""
    wanted = {i: s for ids in good.values() for i, s in ids.items()}
    return wanted.keys() == done.keys() and not any(_moved(done[i], s) for i, s in wanted.items())


def _moved(entry: dict, state: State) -> bool:
    """Whether the delivery's as-of is another than when it was loaded."""
    return entry["as_of_us"] != _micros(state.delivery.as_of)


def _micros(moment: dt.datetime) -> int:
    return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)
