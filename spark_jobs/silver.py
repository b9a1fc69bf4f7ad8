"""Bronze → one silver table: the fold of its accepted deliveries, written as one commit.

A first load, a rebuild and anything unusual folds everything; one more day folds only the keys it touches.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field

from expectations.model import Contracts, Feed, Table
from firelake.messages import FirelakeError
from spark_jobs import ledger
from spark_jobs.accept import ACCEPTED, State
from spark_jobs.fold import Source, columns, fold
from spark_jobs.stage import folded_stage, stage

HASH = "firelake.contract"


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


def contract_hash(contracts: Contracts, table: Table) -> str:
    """Hash of everything that decides what the table's rows are."""
    codes = {c.codes: asdict(contracts.codes[c.codes]) for c in table.columns.values() if c.codes}
    feeds = [[f.name, f.delivery, f.names, f.let, asdict(f.targets[table.name])] for f in contracts.feeds_into(table.name)]
    rules = {n: r.must + r.severity for n, r in table.rules.items()}
    body = [[asdict(c) for c in table.columns.values()], table.key, table.history, table.known_at, rules, codes, feeds,
            contracts.functions]
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()[:16]


def load(lake, contracts: Contracts, table: Table, states: dict[str, dict[str, State]], in_bronze: dict[str, dict[str, int]],
         until, rebuild: bool = False) -> Outcome:
    """Brings the table to the fold of its accepted deliveries. `states`, `in_bronze`: by feed, then delivery id."""
    name, wanted_hash = table.name, contract_hash(contracts, table)
    lake.create(name, types(table), {HASH: wanted_hash})
    lake.create(f"quarantine.{table.short}", QUARANTINE)
    done = {} if rebuild else ledger.applied(lake, name)
    if not rebuild and lake.properties(name).get(HASH) != wanted_hash:
        raise FirelakeError("contract_changed", table=name)
    good, add = {}, {}
    for feed in contracts.feeds_into(name):
        accepted = {i: s for i, s in states[feed.name].items() if s.status == ACCEPTED and i in in_bronze[feed.name]}
        good[feed.name] = {i: s for i, s in accepted.items() if s.delivery.as_of <= until or i in done}
        add[feed.name] = [i for i in good[feed.name] if i not in done]
    remove = [i for i in done if not any(i in ids for ids in good.values())]
    added = [i for ids in add.values() for i in ids]
    if not added and not remove and not rebuild:
        return Outcome(name, "none")
    work = _Work(lake, contracts, table, good, add, remove)
    mode = "full" if rebuild or remove or work.is_large(done) else "keys"
    counts = work.count()
    work.set_aside(counts, everything=rebuild)
    if mode == "full":
        query = fold(table, [work.source(f) for f in contracts.feeds_into(name)])
        lake.insert(name, query, columns(table), overwrite=bool(done) or rebuild)
    else:
        work.merge()
    if rebuild:
        lake.set_property(name, HASH, wanted_hash)
    entries = _entries(lake, contracts, table, states, in_bronze, done, counts, remove)
    ledger.write(lake, entries)
    return Outcome(name, mode, added, remove, entries)


QUARANTINE = {"_feed": "string", "_delivery_id": "string", "_as_of": "timestamp", "_file": "string", "_row": "bigint",
              "_rules": "string", "_texts": "string"}


class _Work:
    """The queries of one load."""

    def __init__(self, lake, contracts, table: Table, good, add, remove):
        self.lake, self.contracts, self.table = lake, contracts, table
        self.good, self.add, self.remove = good, add, remove
        self.keys = ", ".join(f"`{k}`" for k in table.key)

    def staged(self, feed: Feed, ids) -> str:
        listed = ", ".join(f"'{i}'" for i in ids) or "''"
        bronze = f"(select * from {self.lake.name('bronze.' + feed.name)} where _delivery_id in ({listed}))"
        return stage(self.contracts, feed, feed.targets[self.table.name], bronze)

    def statements(self, feed: Feed, ids) -> str:
        return folded_stage(self.table, feed.targets[self.table.name], self.staged(feed, ids))

    def source(self, feed: Feed, among: str | None = None) -> Source:
        good = self.good[feed.name]
        query = self.statements(feed, good)
        if among:
            query = f"select s.* from ({query}) s left semi join {among} k on {self._same('s', 'k')}"
        applied = tuple((i, s.delivery.scope, s.delivery.as_of) for i, s in good.items())
        return Source(feed.name, feed.mode, query, applied)

    def _same(self, a: str, b: str) -> str:
        return " and ".join(f"{a}.`{k}` = {b}.`{k}`" for k in self.table.key)

    def is_large(self, done: dict) -> bool:
        """Whether folding everything is the shorter way, or the only one."""
        if not done or self.table.history == "latest" and any(self._mode(f) == "snapshot" for f in self.good):
            return True
        snapshots = sum(len(ids) for f, ids in self.add.items() if self._mode(f) == "snapshot")
        return snapshots > 3 or sum(map(len, self.add.values())) > len(done)

    def _mode(self, feed: str) -> str:
        return self.contracts.feeds[feed].mode

    def count(self) -> dict[str, dict]:
        """Skipped, quarantined, flagged and doubled rows of each new delivery, each counted on its own."""
        found = {}
        for name, ids in self.add.items():
            if not ids:
                continue
            feed = self.contracts.feeds[name]
            target = feed.targets[self.table.name]
            where = f"partition by _delivery_id, {self.keys}, (_kept and _aside = '')"
            query = (f"select _delivery_id, count_if(not _kept) as skipped, count_if(_kept and _aside <> '') as quarantined, "
                     f"count_if(_kept and _aside = '' and _flags <> '') as flagged, "
                     f"count_if(_kept and _aside = '' and _rank > 1) as doubled from (select _delivery_id, _kept, _aside, "
                     f"_flags, row_number() over ({where} order by _row) as _rank from ({self.staged(feed, ids)})) group by 1")
            for row in self.lake.rows(query):
                doubled = "collapsed" if target.per_key else "superseded"
                found[row[0]] = {"skipped": row[1], "quarantined": row[2], "flagged": row[3], doubled: row[4]}
        return found

    def set_aside(self, counts: dict[str, dict], everything: bool) -> None:
        """Replaces the quarantined rows of the deliveries at hand; no commit when there are none."""
        quarantine = f"quarantine.{self.table.short}"
        ids = [*counts, *self.remove]
        self.lake.delete(quarantine, "true" if everything else f"_delivery_id in ({', '.join(repr(i) for i in ids)})")
        for name, feed_ids in self.add.items():
            broken = [i for i in feed_ids if counts.get(i, {}).get("quarantined")]
            if broken:
                query = (f"select *, _aside as _rules from ({self.staged(self.contracts.feeds[name], broken)}) "
                         f"where _kept and _aside <> ''")
                self.lake.insert(quarantine, query, list(QUARANTINE))

    def merge(self) -> None:
        """Folds the touched keys again and writes what differs."""
        silver = self.lake.name(self.table.name)
        touched = self.lake.sql(" union ".join(self._touched(n, ids) for n, ids in self.add.items() if ids))
        touched = touched.cache()
        touched.createOrReplaceTempView("touched")
        own = ", ".join(f"`{c}`" for c in columns(self.table))
        old = f"select {own} from {silver} s left semi join touched k on {self._same('s', 'k')}"
        new = fold(self.table, self._sources())
        on = [*self.table.key, "_seen_from"] if self.table.history == "known" else list(self.table.key)
        compared = ["_hash", "_delivery_id", "_row", "known_from"]
        compared += ["_seen_to"] if self.table.history == "known" else []
        same = " and ".join(f"o.`{c}` <=> n.`{c}`" for c in compared)
        picked = ", ".join(f"coalesce(n.`{c}`, o.`{c}`) as `{c}`" if c in on else f"n.`{c}`" for c in columns(self.table))
        match = " and ".join(f"o.`{c}` = n.`{c}`" for c in on)
        changes = (f"select {picked}, case when n._hash is null then 'delete' when o._hash is null then 'insert' "
                   f"else 'update' end as _action from ({old}) o full outer join ({new}) n on {match} where not ({same})")
        self.lake.merge(self.table.name, changes, on, columns(self.table))
        touched.unpersist()

    def _touched(self, feed_name: str, ids: list[str]) -> str:
        """Keys whose rows may change: those a delivery states, or for a snapshot those it states otherwise or no longer."""
        feed = self.contracts.feeds[feed_name]
        if feed.mode != "snapshot":
            return f"select distinct {self.keys} from ({self.statements(feed, ids)})"
        parts, silver = [], self.lake.name(self.table.name)
        values = f"xxhash64({', '.join(f'`{c}`' for c in self.table.columns)}, _flags)"
        for i in ids:
            delivery = self.good[feed_name][i].delivery
            moment = f"timestamp '{delivery.as_of.strftime('%Y-%m-%d %H:%M:%S.%f')}'"
            rivals = [d for d, s in self.good[feed_name].items() if s.delivery.scope == delivery.scope]
            same_scope = "true" if not delivery.scope else f"_delivery_id in ({', '.join(repr(r) for r in rivals)})"
            covering = (f"select {self.keys}, _hash from {silver} where {same_scope} and _seen_from <= {moment} "
                        f"and (_seen_to is null or _seen_to > {moment})")
            stated = f"select {self.keys}, {values} as _hash from ({self.statements(feed, [i])}) where _rank = 1"
            names = ", ".join(f"coalesce(a.`{k}`, b.`{k}`) as `{k}`" for k in self.table.key)
            parts.append(f"select {names} from ({stated}) a full outer join ({covering}) b on {self._same('a', 'b')} "
                         f"where not (a._hash <=> b._hash)")
        return " union ".join(parts)

    def _sources(self) -> list[Source]:
        """Statements of the touched keys: from the table itself where it keeps every statement, else from bronze."""
        feeds = [self.contracts.feeds[name] for name in self.good]
        plain = all(f.mode != "snapshot" and not f.targets[self.table.name].deleted_when for f in feeds)
        if not plain or self.table.history == "latest":
            return [self.source(f, "touched") for f in self.contracts.feeds_into(self.table.name)]
        values = ", ".join(f"`{c}`" for c in self.table.columns)
        parts = [f"select _feed, _delivery_id, _as_of, _row, false as _gone, {values}, _flags, _raw, 1 as _rank "
                 f"from {self.lake.name(self.table.name)} s left semi join touched k on {self._same('s', 'k')}"]
        parts += [self.statements(f, self.add[f.name]) for f in feeds if self.add[f.name]]
        return [Source("*", feeds[0].mode, " union all ".join(f"select * from ({p})" for p in parts))]


def _entries(lake, contracts, table, states, in_bronze, done, counts, remove) -> list[dict]:
    """Ledger entries of new and removed deliveries, and of those whose share in the table changed with them."""
    others = "union all select explode(_others) from " + lake.name(table.name) if table.history == "latest" else ""
    query = (f"select d, count(*) from (select _delivery_id as d from {lake.name(table.name)} {others}) group by d")
    loaded = {r[0]: r[1] for r in lake.rows(query)}
    rows = [{**done[i], "action": "retract", **{t: 0 for t in ledger.TERMS}} for i in remove]
    for feed in contracts.feeds_into(table.name):
        rest = "unchanged" if feed.mode == "snapshot" and table.history == "known" else "superseded"
        for i, state in states[feed.name].items():
            old = done.get(i)
            if i not in counts and (not old or i in remove or old["loaded"] == loaded.get(i, 0)):
                continue
            d = state.delivery
            fixed = counts.get(i) or old
            entry = {"table_name": table.name, "feed": feed.name, "delivery_id": i, "as_of": d.as_of,
                     "received_at": d.received_at, "action": "load", "rows_in": in_bronze[feed.name][i],
                     "loaded": loaded.get(i, 0), "unchanged": 0, "superseded": 0, "collapsed": 0,
                     "skipped": fixed["skipped"], "quarantined": fixed["quarantined"], "flagged": fixed["flagged"]}
            if i in counts:
                entry |= {t: counts[i].get(t, 0) for t in ("superseded", "collapsed")}
            elif rest != "superseded":
                entry |= {t: old[t] for t in ("superseded", "collapsed")}
            else:
                entry |= {"collapsed": old["collapsed"]}
            entry[rest] += ledger.balance(entry)
            rows.append(entry)
    return rows
