"""The fold: accepted statements → the rows of a silver table. The definition itself, as Spark SQL.

A pure function of the set of accepted deliveries: the order of arrival, repetition and lateness play no part.
`statements` is a query with the lineage, the declared columns, `_flags`, `_raw`, `_gone` and `_rank`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from expectations.model import Table
from spark_jobs.typing import quoted

OWN = ("_flags", "_raw", "_feed", "_delivery_id", "_as_of", "_row")


@dataclass(frozen=True)
class Source:
    """The statements of one feed: their query, the feed's mode and the applied snapshots (id, scope, as-of)."""

    feed: str
    mode: str
    statements: str
    applied: tuple[tuple[str, str, dt.datetime], ...] = ()


def columns(table: Table) -> list[str]:
    """All columns of the silver table, in order."""
    clocks = ["_seen_from", "_seen_to"] if table.history == "known" else []
    others = ["_others"] if table.history == "latest" else []
    return [*table.columns, *OWN, *others, "known_from", *clocks, "_hash"]


def fold(table: Table, sources: list[Source]) -> str:
    """The rows the table must hold, as a query with `columns(table)`; sources most trusted first."""
    build = {"known": _known, "events": _events, "latest": _latest}[table.history]
    return f"select {', '.join(f'`{c}`' for c in columns(table))} from ({build(table, sources)})"


def value_hash(table: Table) -> str:
    """Hash of all declared values and `_flags`. The engine's hash skips nulls, so which columns are null is hashed too."""
    names = list(table.columns)
    nulls = [" + ".join(f"if(`{c}` is null, {1 << i}, 0)" for i, c in enumerate(names[at: at + 30]))
             for at in range(0, len(names), 30)]
    return f"xxhash64({', '.join(f'`{c}`' for c in names)}, _flags, {', '.join(nulls)})"


def _hash(table: Table) -> str:
    return f"{value_hash(table)} as _hash"


def _known_from(table: Table, otherwise: str = "_as_of") -> str:
    return f"coalesce(cast(`{table.known_at}` as timestamp), {otherwise}) as known_from" if table.known_at else (
        f"{otherwise} as known_from")


def _keys(table: Table) -> str:
    return ", ".join(f"`{k}`" for k in table.key)


def turn(table: Table) -> str:
    """The order in which the statements of one key take their turn: the first that is read has the last word."""
    direction = "" if table.history == "events" else " desc"
    return ", ".join(f"{c}{direction}" for c in ("_as_of", "_delivery_id", "_row"))


def _known(table: Table, sources: list[Source]) -> str:
    modes = {source.mode for source in sources}
    if modes == {"snapshot"} and len(sources) == 1:
        return _snapshots(table, sources[0])
    if "snapshot" in modes:
        raise ValueError(f"{table.name}: a snapshot feed cannot share a table of history known with another feed")
    return _increments(table, " union all ".join(f"select * from ({s.statements})" for s in sources))


def _snapshots(table: Table, source: Source) -> str:
    """A version starts where the statement differs from the snapshot before, and ends at the next that differs."""
    window = f"(partition by _scope, {_keys(table)} order by _n)"
    said = f"select *, {_hash(table)} from ({source.statements}) where _rank = 1 and not _gone"
    placed = f"select s.*, a._scope, a._n, a._next from ({said}) s join ({_applied(source)}) a using (_delivery_id)"
    same = f"lag(_n) over {window} = _n - 1 and lag(_hash) over {window} = _hash"
    started = f"select *, case when {same} then 0 else 1 end as _start from ({placed})"
    ended = f"select *, coalesce(lead(_start) over {window}, 1) as _last from ({started})"
    bounds = (f"select *, case when _last = 1 then _next else lead(_next) over {window} end as _seen_to "
              f"from ({ended}) where _start = 1 or _last = 1")
    return f"select *, _as_of as _seen_from, {_known_from(table)} from ({bounds}) where _start = 1"


def _applied(source: Source) -> str:
    """Each applied snapshot with its place among those of its scope and the as-of of the next one."""
    rows, by_scope = [], {}
    for delivery, scope, as_of in sorted(source.applied, key=lambda a: (a[1], a[2])):
        by_scope.setdefault(scope, []).append((delivery, as_of))
    for scope, items in by_scope.items():
        for n, (delivery, _) in enumerate(items):
            after = f"timestamp '{_utc(items[n + 1][1])}'" if n + 1 < len(items) else "cast(null as timestamp)"
            rows.append(f"({quoted(delivery)}, {quoted(scope)}, {n}, {after})")
    if not rows:
        return ("select cast(null as string) _delivery_id, cast(null as string) _scope, cast(null as int) _n, "
                "cast(null as timestamp) _next where false")
    return f"select * from values {', '.join(rows)} as t(_delivery_id, _scope, _n, _next)"


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _increments(table: Table, statements: str) -> str:
    """Every statement is a version of its own, until the next; at one instant the last by delivery and row speaks.
    Read backwards, that one comes first: what follows it at the same instant is outranked.
    """
    backwards = f"(partition by {_keys(table)} order by {turn(table)})"
    following = f"select *, lag(_as_of) over {backwards} as _seen_to from ({statements})"
    return (f"select *, _as_of as _seen_from, {_known_from(table)}, {_hash(table)} from ({following}) "
            f"where not _gone and not (_seen_to <=> _as_of)")


def _events(table: Table, sources: list[Source]) -> str:
    """The first statement of a key wins."""
    statements = " union all ".join(f"select * from ({s.statements})" for s in sources)
    order = f"(partition by {_keys(table)} order by {turn(table)})"
    return (f"select *, {_known_from(table)}, {_hash(table)} from "
            f"(select *, row_number() over {order} as _turn from ({statements})) where _turn = 1 and not _gone")


def _latest(table: Table, sources: list[Source]) -> str:
    """Each feed's newest statement; where several feeds fill a row, each column comes from the most trusted that has it."""
    rows = [_newest(table, source, trust) for trust, source in enumerate(sources)]
    if len(rows) == 1:
        return (f"select *, cast(array() as array<string>) as _others, {_known_from(table, '_first')}, {_hash(table)} "
                f"from ({rows[0]})")
    picked = ", ".join(f"min_by(`{c}`, _trust) filter (where `{c}` is not null) as `{c}`"
                       for c in table.columns if c not in table.key)
    own = ", ".join(f"min_by({c}, _trust) as {c}" for c in ("_feed", "_delivery_id", "_as_of", "_row"))
    joined = (f"select {_keys(table)}, {picked}, {own}, min(_first) as _first, "
              f"array_join(array_sort(array_distinct(flatten(collect_list(filter(split(_flags, '[|]'), x -> x <> ''))))), '|') "
              f"as _flags, coalesce(max(nullif(_raw, '')), '') as _raw, transform(slice(array_sort(collect_list(struct("
              f"_trust, _delivery_id))), 2, 99), x -> x._delivery_id) as _others "
              f"from ({' union all '.join(rows)}) group by {_keys(table)}")
    return f"select *, {_known_from(table, '_first')}, {_hash(table)} from ({joined})"


def _newest(table: Table, source: Source, trust: int) -> str:
    """One feed's newest statement of each key; of snapshots only the last of each scope speaks."""
    keep = ", ".join([_keys(table), *(f"`{c}`" for c in table.columns if c not in table.key), *OWN, "_first"])
    alive, order = "true", turn(table)
    if source.mode == "snapshot":
        alive = f"_delivery_id in ({', '.join(map(quoted, speaking(source))) or 'null'})"
        order = f"{alive} desc, {order}"
    order = f"(partition by {_keys(table)} order by {order})"
    turned = (f"select *, row_number() over {order} as _turn, min(_as_of) over (partition by {_keys(table)}) as _first "
              f"from ({source.statements})")
    return f"select {trust} as _trust, {keep} from ({turned}) where _turn = 1 and not _gone and {alive}"


def speaking(source: Source) -> list[str]:
    """The last applied snapshot of each scope."""
    last: dict[str, tuple] = {}
    for delivery, scope, as_of in source.applied:
        last[scope] = max(last.get(scope, (as_of, delivery)), (as_of, delivery))
    return sorted(delivery for _, delivery in last.values())
