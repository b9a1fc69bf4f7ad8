"""Small contracts made in Python."""

from __future__ import annotations

from expectations.model import Column, Contracts, Feed, Mapping, Table, Target


def table(name: str = "silver.thing", columns: dict | None = None, **more) -> Table:
    """A table keyed by its first column; columns as {name: type} or {name: Column}."""
    columns = columns or {"thing_id": "string", "size": "int"}
    key = tuple(more.pop("key", (next(iter(columns)),)))
    built = {c: Column(c, t, is_key=c in key) if isinstance(t, str) else t for c, t in columns.items()}
    return Table(name, name, "one row per thing", key, built, area="test", **more)


def feed(name: str = "test.thing", into: Table | None = None, mode: str = "snapshot", *, accept: dict | None = None,
         let: dict | None = None, target: dict | None = None, mappings: dict | None = None, names: dict | None = None,
         **delivery) -> Feed:
    """A csv feed whose source columns are called like those of the table."""
    into = into or table()
    names = names or {c: (c,) for c in into.columns}
    mapped = {c: Mapping(c, (c,)) for c in into.columns if c in names} | (mappings or {})
    return Feed(name, name, {"format": "csv", "mode": mode, **delivery}, names,
                {into.name: Target(into.name, mapped, **(target or {}))}, let or {}, accept or {})


def contracts(tables: list[Table], feeds: list[Feed], zone: str = "Asia/Shanghai", codes=None, functions=None) -> Contracts:
    return Contracts({"zone": zone}, {t.name: t for t in tables}, {f.name: f for f in feeds}, codes or {}, functions or {})
