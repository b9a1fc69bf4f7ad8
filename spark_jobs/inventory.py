"""The fixed inventory of checks: everything that is asked of a row, by table, with its dimension of GB/T 36344-2018.

A check is a rule of a column or a row (judged when the row is loaded), or a condition of the contract's audit that speaks of
one row (a reference, a value that must stand, what another system says, an age). The hash of the list tells an auditor
whether two reports were measured by the same checks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import astuple, dataclass

from expectations.model import Contracts, Table
from expectations.row_checks import FILLED, row_checks
from spark_jobs import rules

NORM, COMPLETE, ACCURATE, CONSISTENT, TIMELY, READABLE = DIMENSIONS = (
    "norm", "complete", "accurate", "consistent", "timely", "readable")
OF_KIND = {"required": COMPLETE, "type": NORM, "code": NORM, "pattern": NORM, "range": ACCURATE, "not_after": ACCURATE}
IN_TIME, OPEN = "in_time", "readable"  # what age and gate add to the audit's own kinds


@dataclass(frozen=True)
class Item:
    """One check. `name` is the rule's name in `_flags`, or kind and column; `column` is null for the row as a whole;
    `condition` is what is asked, with its limits and codes."""

    table: str
    name: str
    dimension: str
    severity: str
    title: str
    column: str | None = None
    condition: str = ""


def inventory(contracts: Contracts) -> list[Item]:
    """All checks of the silver tables that some feed fills, by table and name."""
    filled = [t for t in contracts.tables.values() if t.layer == "silver" and contracts.feeds_into(t.name)]
    return sorted((item for table in filled for item in of_table(contracts, table)), key=lambda i: (i.table, i.name))


def of_table(contracts: Contracts, table: Table) -> list[Item]:
    """The checks of one table, each name once."""
    found = {item.name: item for item in (*_judged(contracts, table), *_audited(contracts, table))}
    return list(found.values())


def fingerprint(items: list[Item]) -> str:
    """Sixteen hexadecimal digits that change with any check."""
    said = json.dumps([astuple(i) for i in items], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _judged(contracts: Contracts, table: Table) -> Iterator[Item]:
    """What is judged when a row is loaded; a column no feed maps is not judged."""
    for feed in contracts.feeds_into(table.name):
        for check in rules.checks(contracts, table, feed.targets[table.name]):
            column = rules.column_of(table, check.name)
            dimension = (OF_KIND[check.name.removeprefix(f"{column}_")] if column
                         else table.rules[check.name].dimension or CONSISTENT)
            yield Item(table.name, check.name, dimension, check.severity, rules.title(table, check.name), column,
                       check.broken)


def _audited(contracts: Contracts, table: Table) -> Iterator[Item]:
    """What the audit asks of each row, and whether gold may read it."""
    for item in table.audit:
        said = (item.get("severity", "warn"), item["title"])
        for check in row_checks(contracts, table, item, 0, str):
            dimension = COMPLETE if item["check"] in FILLED else CONSISTENT
            yield Item(table.name, check.name, dimension, *said, check.column, f"{check.asked}: {check.passes} {check.join}")
        if item["check"] == "freshness":
            yield Item(table.name, f"{IN_TIME}:{item['column']}", TIMELY, *said, item["column"], str(item["within"]))
    yield Item(table.name, OPEN, READABLE, "warn", "审核通过，可供使用")
