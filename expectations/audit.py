"""The audit of a table: its measures per delivery as SQL aggregates, and the expectations they must meet.

Each delivery is measured by itself, so a good day cannot thin out a bad one. Measures are shares and counts, never
values: nothing private can reach Data Docs.
"""

from __future__ import annotations

from dataclasses import dataclass

from expectations.expressions import compile_expression
from expectations.model import Contracts, Table
from expectations.row_checks import ACROSS, FILLED, REFERENCE, row_checks

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
    if table.history == "known":
        found.append(Measure("doubled", "主键重复的行占比", "", "warn", maximum=0.05))
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
    if kind in (*FILLED, REFERENCE, *ACROSS):
        return [Measure(c.name.replace(":", "_"), title, _share(f"not ({c.asked}) or {c.passes}"), severity, least, join=c.join)
                for c in row_checks(contracts, table, item, number, name)]
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
          "completeness": "完整", "accepted": "代码有效", "expression": "符合规则", "counterpart": "在另一张表中有对应",
          "agrees": "两个系统一致", "sums": "各项之和等于总数"}


def _share(condition: str) -> str:
    """Share of the delivery's rows that pass, two rows forgiven. What a snapshot repeats unchanged counts among its rows:
    else those that begin a version, which are mostly the odd ones, would stand for all of them."""
    return f"least(1.0D, 1 - (count_if(not coalesce({condition}, false)) - {GRACE}) / greatest(max(_stated), count(*), 1))"


def query(table: Table, found: list[Measure], physical: str, new: dict[str, int]) -> str:
    """One row of aggregates for each of the deliveries `new` (id → rows it states), and one over the whole table."""
    live = "where _seen_to is null" if table.history == "known" else ""
    whole = f"select '{WHOLE}' as delivery, count(*) as row_total{_values(found, physical, True)} from {physical} t {live}"
    if not new:
        return whole
    joins = " ".join(m.join for m in found if not m.whole)
    stated = ", ".join(f"('{delivery}', {rows})" for delivery, rows in new.items())
    return (f"{whole} union all select t._delivery_id, count(*){_values(found, physical, False)} from {physical} t "
            f"join (select * from values {stated} as v(_stating, _stated)) on t._delivery_id = _stating {joins} "
            f"group by t._delivery_id")


def _values(found: list[Measure], physical: str, whole: bool) -> str:
    """Each measure where it is taken, null elsewhere."""
    values = ((m.sql.replace("{table}", physical) if m.whole == whole else "null", m.name) for m in found if m.sql)
    return "".join(f", {sql} as `{name}`" for sql, name in values)


def suite(gx, table: Table, found: list[Measure]) -> list:
    """The measures' bounds as Great Expectations expectations over the frame of measures."""
    expectations = []
    for m in found:
        bounds = {k: v for k, v in (("min_value", m.minimum), ("max_value", m.maximum)) if v is not None}
        if bounds:
            expectations.append(gx.expectations.ExpectColumnValuesToBeBetween(
                column=m.name, **bounds, severity="critical" if m.severity == "fail" else "warning",
                meta={"title": m.title, "severity": m.severity, "table": table.name}))
    return expectations
