"""Which columns a flag is about."""

from __future__ import annotations

import re

from expectations.model import Table

COLUMN_RULE = re.compile(r"(\w+)_(required|type|code|range|pattern|not_after)")


def columns(table: Table, flag: str) -> set[str]:
    """The columns a rule reads; those of a column's own rule are the column."""
    if flag in table.rules:
        return set(re.findall(r"\w+", table.rules[flag].must)) & set(table.columns)
    own = COLUMN_RULE.fullmatch(flag)
    return {own.group(1)} if own else set()
