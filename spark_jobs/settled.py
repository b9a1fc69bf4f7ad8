"""Rows set aside that nobody need look at any more: a named person has said so, by delivery, table and rule (decisions `dismiss`)."""

from __future__ import annotations

from collections.abc import Iterable

Settled = frozenset[tuple[str, str, str]]  # table, delivery, rule; no rule: all of them


def settled(decisions: Iterable[dict]) -> Settled:
    """What has been dismissed."""
    return frozenset((d["table"], d["delivery"], d.get("rule", "")) for d in decisions if d["kind"] == "dismiss")


def is_settled(closed: Settled, table: str, delivery: str, rules: str) -> bool:
    """Whether rows set aside by `rules` (joined by |) are dismissed: all of them, or each of their rules."""
    return (table, delivery, "") in closed or all((table, delivery, rule) in closed for rule in rules.split("|"))
