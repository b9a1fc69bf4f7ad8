"""The queries of one load of one silver table: what the deliveries at hand state, and what the table must become."""

from __future__ import annotations

from expectations.model import Contracts, Feed, Table
from spark_jobs.accept import State
from spark_jobs.admitted import Admitted
from spark_jobs.blanks import MARK
from spark_jobs.bronze_table import counts
from spark_jobs.fold import Source, columns, fold, turn, value_hash
from spark_jobs.stage import folded_stage, stage
from spark_jobs.typing import quoted

QUARANTINE = {"_feed": "string", "_delivery_id": "string", "_as_of": "timestamp", "_file": "string", "_row": "bigint",
              "_rules": "string", "_texts": "string"}
HELD = 10_000_000  # rows of a load that are judged once and kept; more would crowd memory and the local disk
CROWD = 1_000_000  # kept rows that are worth a collection of the server's heap once they are done with
LOADED, ASIDE = "loaded", "aside"
TOUCHED = "touched"  # view of the keys whose rows may change
CHANGES = "changes"  # view of the rows that do, with what becomes of them


def listed(ids) -> str:
    """Delivery ids as a SQL list."""
    return ", ".join(map(quoted, ids)) or "''"


def tally(lake, parts: dict[str, str]) -> dict[str, dict[str, int]]:
    """The answers of several queries with two columns, a delivery id and a number, asked as one."""
    found: dict[str, dict[str, int]] = {part: {} for part in parts}
    for part, delivery, number in lake.rows(" union all ".join(f"select '{p}', * from ({q})" for p, q in parts.items())):
        found[part][delivery] = number
    return found


def standing(lake, table: Table, feeds: list[str], fresh: bool = False) -> dict[str, dict[str, int]]:
    """Before a load: rows per delivery in bronze, by feed, and set aside (`ASIDE`); `LOADED` is empty when the table is.
    Of a `fresh` table, made this moment, there is nothing to ask."""
    aside = f"select _delivery_id, count(*) from {lake.name(f'quarantine.{table.short}')} group by 1"
    loaded = f"select '', 1 from {lake.name(table.name)} limit 1"
    ours = {ASIDE: {}, LOADED: {}} if fresh else tally(lake, {ASIDE: aside, LOADED: loaded})
    return {feed: counts(feed) for feed in feeds} | ours

# The columns of bronze beside those of the feed.
NOTHING = {"_delivery_id": "string", "_as_of": "timestamp", "_file": "string", "_row": "bigint", "_received_at": "timestamp",
           MARK: "boolean"}

class Work:
    """`good`: the deliveries the table rests on, by feed; `add`: those it does not hold yet; `remove`: those that go."""

    def __init__(self, lake, contracts: Contracts, table: Table, good: dict[str, dict[str, State]],
                 add: dict[str, list[str]], remove: list[str], let_in: Admitted | None = None):
        self.let_in = let_in
        self.lake, self.contracts, self.table = lake, contracts, table
        self.good, self.add, self.remove = good, add, remove
        self.keys = ", ".join(f"`{k}`" for k in table.key)
        self.physical = lake.name(table.name)
        self.quarantine = f"quarantine.{table.short}"
        self._held: dict[str, tuple] = {}
        self.crowds, self.hint = False, ""

    def feed(self, name: str) -> Feed:
        return self.contracts.feeds[name]

    def hold(self, wanted: dict[str, list[str]], rows: dict[str, dict[str, int]]) -> None:
        """Judges the deliveries once for all queries of the load: to keep the rows costs less than to judge them again.
        They lie by key and in turn: nothing that reads them by key moves them again, and what reads them in turn – the
        count, the fold of one feed that is no snapshot – does not sort them either."""
        count = sum(rows[feed][i] for feed, ids in wanted.items() for i in ids)
        self.crowds = count > CROWD
        if count > HELD:
            return
        # Few keys go to the rows they are sought among, not the rows to them.
        self.hint = "" if self.crowds else "/*+ broadcast(k) */"
        for feed, ids in wanted.items():
            if ids:
                view = f"staged_{feed.replace('.', '_')}"
                laid = f"distribute by {self.keys} sort by {self.keys}, {turn(self.table)}"
                # The file is told of rows set aside only; the feed is the same in all of them.
                narrow = "select * except (_feed, _file), if(_aside = '', null, _file) as _file"
                self.lake.keep(f"{narrow} from ({self._stage(feed, ids)})", view, laid)
                self._held[feed] = (set(ids), view)

    def let_go(self) -> None:
        """Lets the engine free the memory."""
        held, self._held = self._held, {}
        for view in [*(view for _, view in held.values()), TOUCHED, CHANGES]:
            self.lake.forget(view)

    def staged(self, feed: str, ids) -> str:
        """Every bronze row of the deliveries, typed and judged."""
        held, view = self._held.get(feed, (set(), ""))
        if not view or not held.issuperset(ids):
            return self._stage(feed, ids)
        few = "" if held == set(ids) else f" where _delivery_id in ({listed(ids)})"
        return f"select {quoted(feed)} as _feed, * from {view}{few}"

    def _stage(self, feed: str, ids, among: str = "") -> str:
        if not ids:  # of a feed that never delivered there is no bronze table
            columns = dict.fromkeys(self.feed(feed).names, "string") | NOTHING
            nothing = ", ".join(f"cast(null as {t}) as `{c}`" for c, t in columns.items())
            return stage(self.contracts, self.feed(feed), self.feed(feed).targets[self.table.name], f"(select {nothing} where false)")
        bronze = f"(select * from {self.lake.name('bronze.' + feed)} where _delivery_id in ({listed(ids)}))"
        return stage(self.contracts, self.feed(feed), self.feed(feed).targets[self.table.name], bronze, self.let_in, among,
                     self.hint)

    def statements(self, feed: str, ids, among: str = "") -> str:
        """The valid rows, ranked within key and delivery; of a view `among` only those about its keys."""
        target = self.feed(feed).targets[self.table.name]
        judged = self._stage(feed, ids, among) if among else self.staged(feed, ids)
        return folded_stage(self.table, target, judged, self.contracts.functions)

    def source(self, feed: str, among: str = "") -> Source:
        """All statements of a feed, or those about the keys of the view `among`."""
        good = self.good[feed]
        query = self.statements(feed, good, among)
        applied = tuple((i, s.delivery.scope, s.delivery.as_of) for i, s in good.items())
        return Source(feed, self.feed(feed).mode, query, applied)

    def sources(self) -> list[Source]:
        """All statements, the most trusted feed first."""
        return [self.source(f.name) for f in self.contracts.feeds_into(self.table.name)]

    def same(self, a: str, b: str) -> str:
        """The keys of two aliases are equal."""
        return " and ".join(f"{a}.`{k}` = {b}.`{k}`" for k in self.table.key)

    def is_large(self, done: dict) -> bool:
        """Whether folding everything is the shorter way, or the only one."""
        if not done or self.table.history == "latest" and any(self.feed(f).mode == "snapshot" for f in self.good):
            return True
        snapshots = sum(len(ids) for f, ids in self.add.items() if self.feed(f).mode == "snapshot")
        return snapshots > 3 or sum(map(len, self.add.values())) > len(done)

    def count(self, wanted: dict[str, list[str]]) -> dict[str, dict]:
        """Skipped, quarantined, flagged and doubled rows of each delivery, each counted on its own."""
        found = {}
        for name, ids in wanted.items():
            if not ids:
                continue
            # All rows of a delivery have one as-of: those of one key follow each other.
            valid = "_kept and _aside = ''"
            last = (f"lag(if({valid}, _delivery_id, null)) ignore nulls over "
                    f"(partition by {self.keys} order by {turn(self.table)})")
            query = (f"select _delivery_id, count_if(not _kept) as skipped, count_if(_kept and _aside <> '') as quarantined, "
                     f"count_if({valid} and _flags <> '') as flagged, count_if({valid} and _last = _delivery_id) as doubled "
                     f"from (select _delivery_id, _kept, _aside, _flags, {last} as _last "
                     f"from ({self.staged(name, ids)})) group by 1")
            found |= {row[0]: row.asDict() for row in self.lake.rows(query)}
        return found

    def set_aside(self, counts: dict[str, dict], before: dict[str, int], everything: bool) -> None:
        """Replaces the quarantined rows of the deliveries at hand; no commit when there are none before and after."""
        stale = list(before) if everything else [i for i in (*counts, *self.remove) if i in before]
        if stale:
            self.lake.delete(self.quarantine, "true" if everything else f"_delivery_id in ({listed(stale)})")
        for name, ids in self.add.items():
            broken = [i for i in ids if counts.get(i, {}).get("quarantined")]
            if broken:
                query = f"select *, _aside as _rules from ({self.staged(name, broken)}) where _kept and _aside <> ''"
                self.lake.insert(self.quarantine, query, list(QUARANTINE))

    def merge(self) -> None:
        """Folds the touched keys again and writes what differs."""
        parts = [part for n, ids in self.add.items() if ids for part in self._touched(n, ids)]
        self.lake.keep(" union ".join(parts), TOUCHED)
        own = ", ".join(f"`{c}`" for c in columns(self.table))
        old = f"select {self.hint} {own} from {self.physical} s left semi join {TOUCHED} k on {self.same('s', 'k')}"
        new = fold(self.table, self._sources())
        # A version is known by its key and the delivery that began it: two scopes may speak of one key at one instant.
        on, compared = list(self.table.key), ["_hash", "_delivery_id", "_row", "known_from"]
        if self.table.history == "known":
            on, compared = [*on, "_seen_from", "_delivery_id"], [*compared, "_seen_to"]
        if self.table.history == "latest":
            compared += ["_raw", "_others"]
        same = " and ".join(f"o.`{c}` <=> n.`{c}`" for c in compared)
        picked = ", ".join(f"coalesce(n.`{c}`, o.`{c}`) as `{c}`" if c in on else f"n.`{c}`" for c in columns(self.table))
        match = " and ".join(f"o.`{c}` = n.`{c}`" for c in on)
        changes = (f"select {picked}, case when n._hash is null then 'delete' when o._hash is null then 'insert' "
                   f"else 'update' end as _action from ({old}) o full outer join ({new}) n on {match} where not ({same})")
        if self.crowds:
            self.lake.merge(self.table.name, changes, on, columns(self.table))
            return
        # Few changes are found once and looked at: rows that are only added need no search for the row they replace.
        self.lake.keep(changes, CHANGES)
        kinds = {row[0] for row in self.lake.rows(f"select distinct _action from {CHANGES}")}
        if kinds == {"insert"}:
            self.lake.insert(self.table.name, f"select * from {CHANGES}", columns(self.table))
        elif kinds:
            self.lake.merge(self.table.name, f"select * from {CHANGES}", on, columns(self.table))

    def _touched(self, feed: str, ids: list[str]) -> list[str]:
        """Keys whose rows may change: those a delivery states, or for a snapshot those it states otherwise or no longer."""
        if self.feed(feed).mode != "snapshot":
            return [f"select distinct {self.keys} from ({self.statements(feed, ids)})"]
        parts, good = [], self.good[feed]
        for i in ids:
            delivery = good[i].delivery
            moment = f"timestamp '{delivery.as_of.strftime('%Y-%m-%d %H:%M:%S.%f')}'"
            rivals = [d for d, s in good.items() if s.delivery.scope == delivery.scope]
            same_scope = "true" if len(rivals) == len(good) else f"_delivery_id in ({listed(rivals)})"
            covering = (f"select {self.keys}, _hash from {self.physical} where {same_scope} and _seen_from <= {moment} "
                        f"and (_seen_to is null or _seen_to > {moment})")
            stated = (f"select {self.keys}, {value_hash(self.table)} as _hash from ({self.statements(feed, [i])}) "
                      f"where _rank = 1 and not _gone")
            names = ", ".join(f"coalesce(a.`{k}`, b.`{k}`) as `{k}`" for k in self.table.key)
            parts.append(f"select {names} from ({stated}) a full outer join ({covering}) b on {self.same('a', 'b')} "
                         f"where not (a._hash <=> b._hash)")
        return parts

    def _sources(self) -> list[Source]:
        """Statements of the touched keys: from the table itself where it keeps every statement, else from bronze."""
        feeds = [self.feed(name) for name in self.good]
        plain = all(f.mode != "snapshot" and not f.targets[self.table.name].deleted_when for f in feeds)
        if not plain or self.table.history == "latest":
            return [self.source(f.name, TOUCHED) for f in self.contracts.feeds_into(self.table.name)]
        values = ", ".join(f"`{c}`" for c in self.table.columns)
        parts = [f"select {self.hint} _feed, _delivery_id, _as_of, _row, false as _gone, {values}, _flags, _raw, 1 as _rank "
                 f"from {self.physical} s left semi join {TOUCHED} k on {self.same('s', 'k')}"]
        parts += [self.statements(f.name, self.add[f.name]) for f in feeds if self.add[f.name]]
        return [Source("*", feeds[0].mode, " union all ".join(f"select * from ({p})" for p in parts))]
