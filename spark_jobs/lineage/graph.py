"""Column lineage: from the header in a sender's file over silver to every column of gold, read from contracts and from the SQL
dbt has compiled. No server is asked. It follows values, not the joins and conditions that choose rows.

A node is `feed:<system.feed>.<header>`, `silver.<table>.<column>`, `model.<table>.<column>` or `gold.<model>.<column>`. What a
model learns from features is no column of SQL: `model.*` begins anew.
"""

from __future__ import annotations

import json
import logging
import re
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import lineage

from expectations.model import Contracts, Feed, Mapping, Target

Sources = set[tuple[str, str, str]]  # schema, table, column


@dataclass
class Graph:
    """Edges both ways: `up` leads to what a node is made of, `down` to what is made of it. `guessed`: nodes whose sources are
    all that their query mentions."""

    up: dict[str, set[str]] = field(default_factory=dict)
    down: dict[str, set[str]] = field(default_factory=dict)
    guessed: set[str] = field(default_factory=set)

    def add(self, source: str, target: str) -> None:
        self.up.setdefault(target, set()).add(source)
        self.down.setdefault(source, set()).add(target)

    def __contains__(self, node: str) -> bool:
        return node in self.up or node in self.down

    def reach(self, node: str, way: str) -> dict[str, int]:
        """Every node that is reached `up` or `down` from here, with the least number of steps; the node itself is 0."""
        edges, found, rest = getattr(self, way), {node: 0}, deque([node])
        while rest:
            here = rest.popleft()
            for other in sorted(edges.get(here, ())):
                if other not in found:
                    found[other] = found[here] + 1
                    rest.append(other)
        return found


def graph(contracts: Contracts, target: Path, namespace: str) -> Graph:
    """The whole graph. `target`: dbt's target folder; without one only feeds and silver are known."""
    made = Graph()
    for feed in contracts.feeds.values():
        for table in feed.targets.values():
            for column, mapping in table.mappings.items():
                for header in _headers(feed, table, mapping):
                    made.add(f"feed:{feed.name}.{header}", f"{table.table}.{column}")
    if (target / "manifest.json").is_file():
        _gold(made, json.loads((target / "manifest.json").read_text("utf-8")), target, namespace)
    return made


def _headers(feed: Feed, table: Target, mapping: Mapping) -> set[str]:
    """The headers a mapping rests on, through its expression and the named expressions."""
    lets, names, rest = {**feed.let, **table.let}, set(), [*mapping.sources, *([mapping.expr] if mapping.expr else [])]
    aggregate = table.per_key.get(mapping.column)
    rest += [aggregate] if aggregate else []
    seen: set[str] = set()
    while rest:
        for word in re.findall(r"[^\W\d]\w*", str(rest.pop())):
            if word in feed.names:
                names.add(word)
            elif word in lets and word not in seen:
                seen.add(word)
                rest.append(lets[word])
    return {header for name in names for header in feed.names[name]}


def _gold(made: Graph, manifest: dict, target: Path, namespace: str) -> None:
    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # what it cannot resolve is guessed below
    schema = _schema(manifest)
    for model in (n for n in manifest["nodes"].values() if n["resource_type"] == "model"):
        file = target / "compiled" / manifest["metadata"]["project_name"] / model["original_file_path"]
        if file.is_file():
            sql = file.read_text("utf-8")
            known = _resolved(sql, schema)
            for column in model["columns"]:
                name, sources = f"gold.{model['name']}.{column}", known.get(column)
                if sources is None:
                    sources = _mentioned(sql, schema)
                    made.guessed.add(name)
                for db, table, source in sources:
                    made.add(f"{_logical(db, table, namespace)}.{source}", name)


def _schema(manifest: dict) -> dict[str, dict[str, dict[str, str]]]:
    """Schema → table → column → type, as sources, seeds and models declare them."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for node in (*manifest["sources"].values(), *manifest["nodes"].values()):
        columns = {name: column.get("data_type") or "string" for name, column in node.get("columns", {}).items()}
        if columns:
            found.setdefault(node["schema"], {})[node.get("identifier") or node.get("alias") or node["name"]] = columns
    return found


def _resolved(sql: str, schema: dict) -> dict[str, Sources | None]:
    """Result column → schema, table and column of everything it is made of; None where a generator (stack, inline, explode of
    structs) hides it."""
    try:
        return {column: _leaves(node) for column, node in lineage(None, sql, schema, dialect="spark").items()}
    except (SqlglotError, ValueError):
        return {}


def _leaves(top) -> Sources | None:
    found = set()
    for node in top.walk():
        if isinstance(node.expression, exp.Table):
            if node.expression.db:
                found.add((node.expression.db, node.expression.name, node.name.split(".")[-1].strip('`"')))
        elif not node.downstream and node.expression.find(exp.Column):
            return None
    return found


def _mentioned(sql: str, schema: dict) -> Sources:
    """Every declared column of the tables a query reads whose name stands in it: too many rather than too few."""
    tree = sqlglot.parse_one(sql, dialect="spark")
    words = set(re.findall(r"\w+", sql))
    tables = {(t.db, t.name) for t in tree.find_all(exp.Table) if t.db}
    return {(db, table, c) for db, table in tables for c in schema.get(db, {}).get(table, ()) if c in words}


def _logical(schema: str, table: str, namespace: str) -> str:
    """`<namespace>_audited.unit` → silver.unit."""
    layer = schema.removeprefix(f"{namespace}_")
    return f"{'silver' if layer == 'audited' else layer}.{table}"
