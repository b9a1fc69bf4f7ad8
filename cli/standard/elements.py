"""Data elements: what a column is in the words of a standard: identifier, type and length, value domain."""

from __future__ import annotations

from cli.dictionary import notes
from expectations.model import Column, Contracts, Table

TYPES = {"int": "数值型 N..10", "bigint": "数值型 N..19", "double": "数值型 N（可带小数）", "boolean": "布尔型 B",
         "date": "日期型 YYYY-MM-DD", "timestamp": "日期时间型 YYYY-MM-DDThh:mm:ss±hh:mm", "string": "字符型 C.."}


def identifier(table: Table, column: Column) -> str:
    """Stays when others are added: table and column, never a running number."""
    return f"{table.short}.{column.name}"


def type_and_length(contracts: Contracts, column: Column) -> str:
    """字符型 Cn for codes of n characters, C.. for free text; N18,2 for money."""
    if column.type.startswith("decimal"):
        return f"数值型 N{column.type[len('decimal('):-1]}"
    if column.codes:
        lengths = sorted({len(code) for code in contracts.codes[column.codes].values})
        return f"字符型 C{lengths[0]}" if len(lengths) == 1 else f"字符型 C{lengths[0]}..{lengths[-1]}"
    return TYPES[column.type]


def domain(contracts: Contracts, column: Column) -> str:
    """The values a column may have."""
    if column.codes:
        return f"代码表 {contracts.codes[column.codes].title}（{column.codes}）"
    if column.references:
        return f"{column.references} 的主键"
    if column.minimum is not None or column.maximum is not None:
        low, high = ("" if v is None else str(v) for v in (column.minimum, column.maximum))
        return f"{low} 至 {high}".strip()
    return f"格式 {column.pattern}" if column.pattern else "—"


def rows(contracts: Contracts, table: Table) -> list[tuple[str, ...]]:
    """One line per column: identifier, name, type and length, unit, domain, obligation, notes."""
    return [(identifier(table, c), c.title, type_and_length(contracts, c), c.unit or "—", domain(contracts, c),
             "必填" if c.required else "可选", notes(table, c) or "—") for c in table.columns.values()]
