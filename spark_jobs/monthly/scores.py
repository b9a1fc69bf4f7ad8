"""Quality scores by the six dimensions of GB/T 36344-2018: the share of (row, check) pairs that pass, by month.

A pair is a row of a silver table, or one set aside, with a check of the inventory that applies to it. Rows are counted by table,
feed, region and the month of their delivery's as-of, those of a register in every month at whose end they are in force; all is
read from the rows themselves (`_flags`, `_rules`, their columns), so every figure leads back to rows. A row that was set aside
has no region any more; it breaks the rules named, and nobody can use it. `in_time` asks whether the first statement about a
thing came within the limit of the table's freshness audit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from expectations.model import Contracts, Table
from expectations.row_checks import other_table, row_checks
from spark_jobs import inventory
from spark_jobs.inventory import IN_TIME, OPEN, Item
from spark_jobs.monthly import months
from spark_jobs.periods import LONGEST
from spark_jobs.work import listed


@dataclass(frozen=True)
class Counted:
    """Rows alike: of one table, feed, region and local month (YYYY-MM). `failed`: check → rows that fail it; `asked`: check →
    rows it applies to, where these are not all. `aside`: rows that were set aside, those of one `delivery` by the same `rules`."""

    table: str
    feed: str
    region: str | None
    month: str
    rows: int
    failed: dict[str, int]
    asked: dict[str, int]
    aside: bool = False
    delivery: str = ""
    rules: str = ""


@dataclass(frozen=True)
class Score:
    """Pairs asked and failed. `share` is null where nothing was asked."""

    asked: int = 0
    failed: int = 0

    @property
    def share(self) -> float | None:
        return 1 - self.failed / self.asked if self.asked else None

    def __add__(self, other: Score) -> Score:
        return Score(self.asked + other.asked, self.failed + other.failed)


def counted(lake, contracts: Contracts, tables: Iterable[Table], open_to: dict[str, set[str]], month: str, count: int,
            zone: str, speaking: list[str]) -> Iterator[Counted]:
    """The rows of `count` months that end with `month`. `open_to`: table → deliveries of its audited version; `speaking`: the
    last snapshot of each month and scope. A reference to a table that was never loaded is not asked."""
    tables = list(tables)
    there = {table.name for table in tables}
    for table in tables:
        every = [i for i in inventory.of_table(contracts, table) if ":" in i.name]
        absent = {c.name for a in table.audit if (other := other_table(table, a)) and other not in there
                  for c in row_checks(contracts, table, a, 0, str)}
        items = [i for i in every if i.name not in absent]
        nothing = {i.name: 0 for i in every}
        doubts = {i.name: 0 for i in inventory.of_table(contracts, table) if i.severity == "flag"}
        for row in lake.rows(_query(contracts, table, items, lake.name, month, count, zone)):
            yield _counted(table, items, row, open_to.get(table.name, set()), nothing)
        set_aside = aside_of(contracts, table, lake.name, month, count, zone, speaking)
        aside = f"select _feed, month, _delivery_id, _rules, count(*) as rows from ({set_aside}) group by 1, 2, 3, 4"
        for feed, at, delivery, broken, rows in lake.rows(aside):
            failed = dict.fromkeys((*broken.split("|"), OPEN), rows)
            yield Counted(table.name, feed, None, at, rows, failed, nothing | doubts, True, delivery, broken)


def scores(contracts: Contracts, rows: Iterable[Counted], by) -> dict[object, dict[str, Score]]:
    """`by(row)` → dimension → score."""
    known: dict[str, list[Item]] = {}
    found: dict[object, dict[str, Score]] = {}
    for row in rows:
        if row.table not in known:
            known[row.table] = inventory.of_table(contracts, contracts.tables[row.table])
        group = found.setdefault(by(row), {d: Score() for d in inventory.DIMENSIONS})
        for item in known[row.table]:
            asked = row.asked.get(item.name, row.rows)
            if asked:
                group[item.dimension] += Score(asked, min(asked, row.failed.get(item.name, 0)))
    return found


def _query(contracts: Contracts, table: Table, items: list[Item], name, month: str, count: int, zone: str) -> str:
    """One row per feed, delivery, region, month and set of broken rules; `a_n` and `f_n`: rows asked and failed by item n."""
    joins, values = [], []
    found = {c.name: c for n, a in enumerate(table.audit) for c in row_checks(contracts, table, a, n, name)}
    for n, item in enumerate(items):
        if check := found.get(item.name):
            joins.append(check.join)
            asked, failed = check.asked, f"not {check.passes}"
        else:
            limit = _limit(contracts, table, item.column)
            said_at, day = (f"to_date(from_utc_timestamp({moment}, '{zone}'))" for moment in ("_first", f"t.`{item.column}`"))
            day = f"t.`{item.column}`" if table.columns[item.column].type == "date" else day
            asked, failed = f"_stated = _first and t.`{item.column}` is not null", f"datediff({said_at}, {day}) > {limit}"
            if is_register(contracts, table):   # in force in many months, told for the first time in one
                asked += f" and date_format(from_utc_timestamp(_first, '{zone}'), 'yyyy-MM') = month"
        values.append(f", count_if({asked}) as a_{n}, count_if(({asked}) and {failed}) as f_{n}")
    # Of a table that keeps no versions the row tells when its key was first known, unless a column of its own says it.
    stated = "_seen_from" if table.history == "known" else "_as_of" if table.known_at else "known_from"
    first = f"min(_seen_from) over (partition by {', '.join(f'`{k}`' for k in table.key)})" if table.history == "known" else stated
    timely = any(i.name.startswith(IN_TIME) for i in items)
    region = "t.`region_code`" if "region_code" in table.columns else "cast(null as string)"
    every = f"(select *, {stated} as _stated, {first if timely else stated} as _first from {name(table.name)})"
    said = rows_of(contracts, table, every, month, count, zone)
    return (f"select _feed, _delivery_id, {region} as region, month, _flags, count(*) as rows{''.join(values)} "
            f"from ({said}) t {' '.join(joins)} group by 1, 2, 3, 4, 5")


def is_restated(contracts: Contracts, table: Table) -> bool:
    """Whether each delivery states the whole."""
    return all(f.mode == "snapshot" for f in contracts.feeds_into(table.name))


def is_register(contracts: Contracts, table: Table) -> bool:
    """Whether a month has the rows in force at its end, not those that changed in it: each delivery states the whole, and
    what it said before is known."""
    return table.history == "known" and is_restated(contracts, table)


def rows_of(contracts: Contracts, table: Table, every: str, month: str, count: int, zone: str) -> str:
    """The rows of `count` months that end with `month`, each with its `month`, out of `every` row of the table."""
    if not is_register(contracts, table):
        span = months.within(months.bounds(month, zone, count))
        return f"select *, date_format(from_utc_timestamp(_as_of, '{zone}'), 'yyyy-MM') as month from {every} where {span}"
    wanted = [months.moved(month, -back) for back in range(count)]
    ends = ", ".join(f"('{m}', timestamp '{months.bounds(m, zone)[1]:%Y-%m-%d %H:%M:%S.%f}')" for m in wanted)
    return (f"select r.*, month from {every} r join (select * from values {ends} as m(month, end)) "
            f"on _seen_from <= end and (_seen_to is null or _seen_to > end)")


def aside_of(contracts: Contracts, table: Table, name: Callable[[str], str], month: str, count: int, zone: str,
             speaking: list[str]) -> str:
    """The rows set aside in these months, each with its `month`: of a register those of the last snapshot of a month and scope."""
    last = f" and _delivery_id in ({listed(speaking)})" if is_register(contracts, table) else ""
    return (f"select *, date_format(from_utc_timestamp(_as_of, '{zone}'), 'yyyy-MM') as month "
            f"from {name('quarantine.' + table.short)} where {months.within(months.bounds(month, zone, count))}{last}")


def _limit(contracts: Contracts, table: Table, column: str) -> int:
    """Days from a thing to the as-of of the delivery that first tells of it: the limit of the audit, but no less than the
    period of the feed, whose delivery speaks for the end of it."""
    within = next(a["within"] for a in table.audit if a["check"] == "freshness" and a["column"] == column)
    periods = (LONGEST.get(f.delivery.get("every"), 0) for f in contracts.feeds_into(table.name))
    return max(int(within.split()[0]), *periods)


def _counted(table: Table, items: list[Item], row, open_to: set[str], nothing: dict[str, int]) -> Counted:
    failed = dict.fromkeys(filter(None, row["_flags"].split("|")), row["rows"])
    failed |= {item.name: row[f"f_{n}"] for n, item in enumerate(items)}
    failed[OPEN] = 0 if row["_delivery_id"] in open_to else row["rows"]
    asked = nothing | {item.name: row[f"a_{n}"] for n, item in enumerate(items)}
    return Counted(table.name, row["_feed"], row["region"], row["month"], row["rows"], failed, asked)

