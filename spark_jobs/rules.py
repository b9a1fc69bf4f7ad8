"""The rules about one row, as Spark SQL conditions that are true when the row breaks them."""

from __future__ import annotations

from dataclasses import dataclass

from expectations.expressions import compile_expression
from expectations.model import Codes, Column, Contracts, Table, Target
from spark_jobs.typing import quoted, raw_name


@dataclass(frozen=True)
class Check:
    """A rule's name, its outcome (flag or quarantine) and the condition under which it is broken."""

    name: str
    severity: str
    broken: str


KINDS = {"required": "缺少必填值", "type": "类型不符", "code": "代码表中没有", "range": "超出范围", "pattern": "格式不符",
         "not_after": "晚于允许的时间"}


def column_of(table: Table, rule: str) -> str | None:
    """The column a rule is about; None for a condition about the whole row."""
    return next((c for c in table.columns for kind in KINDS if rule == f"{c}_{kind}" and rule not in table.rules), None)


def title(table: Table, rule: str) -> str:
    """What is wrong with a row that breaks the rule, in Chinese; a contract's titles say what would be right."""
    column = column_of(table, rule)
    if column:
        return f"{table.columns[column].title or column}{KINDS[rule.removeprefix(f'{column}_')]}"
    return f"不符合“{table.rules[rule].title or rule}”" if rule in table.rules else rule


def checks(contracts: Contracts, table: Table, target: Target) -> list[Check]:
    """All rules of the table over typed columns and their texts, in the order of the contract."""
    found: list[Check] = []
    for column in table.columns.values():
        mapped = column.name in target.mappings or column.is_key
        if mapped or column.required:
            found += _column_checks(contracts, column, column.name in target.per_key)
    for rule in table.rules.values():
        must = compile_expression(rule.must, set(table.columns) | {"_as_of"}, contracts.functions)
        found.append(Check(rule.name, rule.severity, f"not ({must})"))
    return found


def _column_checks(contracts: Contracts, column: Column, aggregated: bool) -> list[Check]:
    name, value, raw, found = column.name, f"`{column.name}`", raw_name(column), []

    def broken(kind: str, severity: str, condition: str) -> None:
        assert kind in KINDS, kind
        found.append(Check(f"{name}_{kind}", severity, condition))

    if (column.required or column.is_key) and not aggregated:
        broken("required", column.outcome, f"{raw} is null")
    if column.type != "string":
        broken("type", column.outcome, f"{raw} is not null and {value} is null")
    if column.codes:
        severity = "quarantine" if column.unknown == "quarantine" else "flag"
        broken("code", severity, f"{value} not in ({_list(contracts.codes[column.codes])})")
    severity = column.severity or "flag"
    if column.minimum is not None or column.maximum is not None:
        low = [f"{value} < {_literal(column, column.minimum)}"] if column.minimum is not None else []
        high = [f"{value} > {_literal(column, column.maximum)}"] if column.maximum is not None else []
        broken("range", severity, f"({' or '.join(low + high)})")
    if column.pattern:
        broken("pattern", severity, f"not ({value} rlike {quoted('^(?:' + column.pattern + ')$')})")
    if column.not_after:
        limit = "_as_of" if column.not_after == "as_of" else f"`{column.not_after}`"
        broken("not_after", severity, f"{value} > {limit}")
    return found


def _list(codes: Codes) -> str:
    return ", ".join(quoted(code) for code in codes.values) or "null"


def _literal(column: Column, value) -> str:
    if column.type in ("date", "timestamp"):
        return f"{column.type} {quoted(value)}"
    return str(value)
