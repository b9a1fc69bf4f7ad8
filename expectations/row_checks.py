"""Conditions of a contract's audit that speak of one row, also across tables: of which rows they ask, and when a row passes.

    references   the value stands in the table its column names
    completeness, not_null   the column is filled
    counterpart  a row with `where` has its like in another table: {column, table, in}
    agrees       two systems say the same of one thing: {column, on, table, with}; `on` names the thing in both
    sums         the parts add up to the whole: Σ `column` over rows with the same `by` = `equals` of the row of `table` with that key

`t` is the table's row. Rows of other tables are those in force; what the other table does not know is not asked of, save by
`references` and, once anything was delivered there, by `counterpart`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from expectations.expressions import compile_expression
from expectations.model import Contracts, Table

FILLED, REFERENCE, ACROSS = ("completeness", "not_null"), "references", ("counterpart", "agrees", "sums")


@dataclass(frozen=True)
class RowCheck:
    """`asked` and `passes` are SQL conditions that are never null; `join` brings in what they need. `name` is kind and column,
    with the other table where the column alone does not tell."""

    name: str
    column: str
    asked: str
    passes: str
    join: str = ""


def other_table(table: Table, item: dict) -> str | None:
    """The table besides its own that an audit item reads."""
    if item["check"] == REFERENCE:
        return table.columns[item["column"]].references
    return item.get("table")


def row_checks(contracts: Contracts, table: Table, item: dict, number: int, name: Callable[[str], str]) -> list[RowCheck]:
    """The checks of one audit item; none when it is about the set, or when this deployment has no source for the other
    table. `name`: logical → physical name of a table."""
    kind, other = item["check"], other_table(table, item)
    if other and not contracts.feeds_into(other):
        return []
    if kind in FILLED:
        names = item["column"]
        return [RowCheck(f"{kind}:{c}", c, "true", f"t.`{c}` is not null") for c in ([names] if isinstance(names, str) else names)]
    if kind == REFERENCE:
        target = contracts.tables[other]
        return [_stands_in(_name(item), item["column"], f"t.`{item['column']}` is not null", name(other), target.key[0], number)]
    if kind == "counterpart":
        where = compile_expression(item["where"], set(table.columns), contracts.functions)
        some = f" cross join (select count(*) as c_{number} from {name(other)}) n_{number}"
        asked = f"coalesce({where}, false) and c_{number} > 0"
        return [_stands_in(_name(item), item["column"], asked, name(other), item["in"], number, some)]
    if kind == "agrees":
        live = _live(contracts, other, name)
        join = (f"left join (select `{item['on']}` as k_{number}, max(`{item['with']}`) as v_{number} from {live} group by 1) "
                f"r_{number} on t.`{item['on']}` = k_{number}")
        asked = f"v_{number} is not null and t.`{item['column']}` is not null"
        return [RowCheck(_name(item), item["column"], asked, f"coalesce(t.`{item['column']}` = v_{number}, false)", join)]
    if kind == "sums":
        key = contracts.tables[other].key[0]
        parts, whole = _live(contracts, table.name, name), _live(contracts, other, name)
        join = (f"left join (select p.`{item['by']}` as k_{number}, sum(p.`{item['column']}`) as s_{number}, "
                f"max(w.`{item['equals']}`) as v_{number} from {parts} p join {whole} w on p.`{item['by']}` = w.`{key}` group by 1) "
                f"r_{number} on t.`{item['by']}` = k_{number}")
        return [RowCheck(_name(item), item["column"], f"v_{number} is not null", f"coalesce(s_{number} = v_{number}, false)", join)]
    return []


def _name(item: dict) -> str:
    other = item.get("table")
    return ":".join((item["check"], item["column"], *([other.split(".")[1]] if other else ())))


def _stands_in(name: str, column: str, asked: str, target: str, key: str, number: int,
               more: str = "") -> RowCheck:
    join = f"left join (select distinct `{key}` as k_{number} from {target}) r_{number} on t.`{column}` = k_{number}"
    return RowCheck(name, column, asked, f"k_{number} is not null", join + more)


def _live(contracts: Contracts, table: str, name: Callable[[str], str]) -> str:
    """The rows of a table that are in force."""
    return f"(select * from {name(table)}{' where _seen_to is null' if contracts.tables[table].history == 'known' else ''})"
