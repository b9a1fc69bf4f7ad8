"""Rows set aside that a named person lets in all the same, by delivery, table and rule (decisions `admit`, taken back by
`withdraw`): they are in silver then, flagged with the rule they break. What tells rows apart cannot be admitted where it is
missing.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable

from expectations.model import Contracts, Table
from firelake.messages import FirelakeError
from spark_jobs import rules

Admitted = dict[str, tuple[str, ...]]  # rule → deliveries


def admitted(decisions: Iterable[dict], table: str) -> Admitted:
    """What stands admitted to a table, rules and deliveries in order. Decisions oldest first: the last of a kind counts."""
    found: dict[str, set[str]] = defaultdict(set)
    for decision in decisions:
        if decision["kind"] == "admit" and decision["table"] == table:
            found[decision["rule"]].add(decision["delivery"])
        elif decision["kind"] == "withdraw" and decision["table"] == table:
            found[decision["rule"]].discard(decision["delivery"])
    return {rule: tuple(sorted(found[rule])) for rule in sorted(found) if found[rule]}


def fingerprint(let_in: Admitted) -> str:
    """Tells whether a table rests on these decisions; empty without any."""
    return hashlib.sha256(json.dumps(let_in).encode()).hexdigest()[:16] if let_in else ""


def checked(contracts: Contracts, table: Table, feed: str, rule: str) -> None:
    """FirelakeError unless the rule sets rows of the feed aside for something else than a missing key."""
    target = contracts.feeds[feed].targets[table.name]
    aside = [c.name for c in rules.checks(contracts, table, target) if c.severity == "quarantine"]
    missing = [f"{c.name}_{kind}" for c in table.columns.values() if c.is_key for kind in ("required", "type")]
    may = [name for name in aside if name not in missing]
    if rule not in may:
        raise FirelakeError("admit_rule", table=table.name, rule=rule, known="、".join(may) or "—")
