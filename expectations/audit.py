"""The audit of a table: its measures per delivery as SQL aggregates, and the expectations they must meet.

Each delivery is measured by itself, so a good day cannot thin out a bad one. Measures are shares and counts, never
values: nothing private can reach Data Docs.
"""

from __future__ import annotations

from dataclasses import dataclass

from expectations.expressions import compile_expression
from expectations.model import Contracts, Table

GRACE = 2
WHOLE = "(全表)"


@dataclass(frozen=True)
class Measure:
    """One number per delivery (or of the whole table) and the bounds it must keep."""

    name: str
    title: str
    sql: str
    severity: str
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False
    join: str = ""


def measures(contracts: Contracts, table: Table, name, day: str | None = None) -> list[Measure]:
    """Measures of the contract's audit. `name` turns a logical table name into a physical one; `day` is the run's day.

    A share forgives two rows per delivery: a day with five fires must not fail for one.
    """
    found = [Measure("quarantined", "隔离行占比", "", "fail", maximum=0.5)]
    for number, item in enumerate(table.audit):
        found += _measure(contracts, table, item, number, name, day)
    return found


def _measure(contracts: Contracts, table: Table, item: dict, number: int, name, day) -> list[Measure]:
    kind, severity = item["check"], item.get("severity", "warn")
    names = item.get("column") or []
    names = [names] if isinstance(names, str) else names
    label = f"{kind}_{'_'.join(names) or number}"
    title = item.get("title") or f"{'、'.join(table.columns[c].title or c for c in names)} {_KINDS[kind]}"
    least = item.get("at_least", 1.0)
    if kind == "references":
        column = table.columns[names[0]]
        target = contracts.tables[column.references]
        if not contracts.feeds_into(target.name):
            return []  # this deployment has no source for what is referred to
        join = (f"left join (select distinct `{target.key[0]}` as `k_{number}` from {name(target.name)}) r_{number} "
                f"on t.`{names[0]}` = r_{number}.`k_{number}`")
        return [Measure(label, title, _share(f"`{names[0]}` is null or `k_{number}` is not null"), severity, least, join=join)]
    if kind in ("not_null", "completeness"):
        return [Measure(f"{kind}_{c}", title, _share(f"`{c}` is not null"), severity, least) for c in names]
    if kind == "accepted":
        return [Measure(label, title, _share(f"not array_contains(split(_flags, '[|]'), '{c}_code')"), severity, least)
                for c in names]
    if kind == "expression":
        known = set(table.columns) | {"_flags", "_as_of"}
        condition = compile_expression(item["expression"], known, contracts.functions)
        return [Measure(f"expression_{number}", title, _share(f"coalesce({condition}, true)"), severity, least)]
    if kind == "row_count":
        return [Measure("row_count", title, "count(*)", severity, item.get("minimum"), item.get("maximum"), True)]
    if kind == "unique":
        keys = ", ".join(f"`{c}`" for c in names or table.key)
        live = "where _seen_to is null" if table.history == "known" else ""
        return [Measure(label, title, f"(select count(distinct {keys}) / greatest(count(*), 1) from {{table}} {live})",
                        severity, least, whole=True)]
    if kind == "freshness":
        limit = float(item["within"].split()[0])
        today = f"date '{day}'" if day else "current_date()"
        return [Measure(label, title, f"coalesce(datediff({today}, max(`{names[0]}`)), 99999)", severity, maximum=limit,
                        whole=True)]
    raise ValueError(kind)


_KINDS = {"references": "能在引用表中找到", "freshness": "够新", "unique": "不重复", "row_count": "行数", "not_null": "不为空",
          "completeness": "完整", "accepted": "代码有效", "expression": "符合规则"}


def _share(condition: str) -> str:
    """Share of rows that pass, two rows forgiven."""
    return f"least(1.0D, (count_if({condition}) + {GRACE}) / greatest(count(*), 1))"


def query(table: Table, found: list[Measure], physical: str, new: str, whole: bool) -> str:
    """One aggregate over the rows of the deliveries `new` (a SQL list), or over the whole table."""
    chosen = [m for m in found if m.whole == whole and m.sql]
    values = "".join(f", {m.sql.replace('{table}', physical)} as `{m.name}`" for m in chosen)
    if whole:
        live = "where _seen_to is null" if table.history == "known" else ""
        return f"select '{WHOLE}' as delivery, count(*) as row_total{values} from {physical} t {live}"
    joins = " ".join(m.join for m in chosen)
    return (f"select t._delivery_id as delivery, count(*) as row_total{values} from {physical} t {joins} "
            f"where t._delivery_id in ({new or repr('')}) group by t._delivery_id")


def suite(gx, table: Table, found: list[Measure], whole: bool):
    """The measures' bounds as Great Expectations expectations over the frame of measures."""
    expectations = []
    for m in (m for m in found if m.whole == whole):
        bounds = {k: v for k, v in (("min_value", m.minimum), ("max_value", m.maximum)) if v is not None}
        if bounds:
            expectations.append(gx.expectations.ExpectColumnValuesToBeBetween(
                column=m.name, **bounds, severity="critical" if m.severity == "fail" else "warning",
                meta={"title": m.title, "severity": m.severity, "table": table.name}))
    return expectations
