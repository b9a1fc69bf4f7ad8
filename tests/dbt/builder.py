"""A lake of typed rows for dbt: every source is a view of literals, set up in a second."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from pyhive import hive

from cli import gold_derived

ROOT = Path(__file__).resolve().parents[2]
EARLY = "2020-01-01 00:00:00"  # when rows were seen unless they say otherwise


class Lake:
    """The sources and the gold of one namespace on a running lake server. Rows are dicts; absent columns are null."""

    def __init__(self, port: int, namespace: str, deployment, folder: Path):
        self.port, self.namespace, self.folder = port, namespace, folder
        self.cursor = hive.connect("127.0.0.1", port, username="test").cursor()
        self.sources = gold_derived.sources(deployment)
        for source in (*self.sources, "gold"):
            self.cursor.execute(f"create schema if not exists {namespace}_{source}")
        self.given()

    def given(self, **tables: list[dict]) -> None:
        """`audited` tables by short name, others as model__x or ops__x; tables not named are empty."""
        for source, listed in self.sources.items():
            for name, columns in listed.items():
                rows = tables.pop(name if source == "audited" else f"{source}__{name}", [])
                if source == "audited":
                    rows = [_with_own(row) for row in rows]
                view = f"{self.namespace}_{source}.`{name}`"
                self.cursor.execute(f"create or replace view {view} as {_literal(columns, rows)}")
        assert not tables, f"no such source: {list(tables)}"

    def build(self, as_of: str, *select: str, zone: str = "Asia/Shanghai", labels: list[tuple] = (), **variables: str) -> None:
        """`dbt build` for the business day; fails the test with dbt's own words."""
        seeds = self.folder / "seeds"
        seeds.mkdir(parents=True, exist_ok=True)
        for name, header in (("code_label", "code_table,code,label"), ("map_ring", "region_code,part,ring"),
                             ("feed_table", "feed,feed_title,table_name,table_title,owner,late_after_days,last_owed_from")):
            rows = [",".join(row[1:]) for row in labels if row[0] == name]
            (seeds / f"{name}.csv").write_text("\n".join([header, *rows]) + "\n", "utf-8")
        done = dbt("build", {"as_of": as_of, "zone": zone} | variables, seeds, self.folder, self.port, self.namespace,
                   *(["--select", *select] if select else []))
        assert done.returncode == 0, done.stdout[-4000:]

    def rows(self, query: str) -> list[dict]:
        """Rows of a query in which `gold.x` names a model."""
        self.cursor.execute(query.replace("gold.", f"{self.namespace}_gold."))
        names = [d[0].split(".")[-1] for d in self.cursor.description]
        return [dict(zip(names, row, strict=True)) for row in self.cursor.fetchall()]

    def drop(self) -> None:
        """Removes the namespace."""
        for source in (*self.sources, "gold"):
            self.cursor.execute(f"drop schema if exists {self.namespace}_{source} cascade")
        self.cursor.close()


def dbt(verb: str, variables: dict, seeds: Path, folder: Path, port: int, namespace: str, *more: str):
    """Runs one dbt command of the project; logs and target go to `folder`."""
    project = ROOT / "dbt"
    environment = {**os.environ, "FIRELAKE_THRIFT_PORT": str(port), "FIRELAKE_NAMESPACE": namespace,
                   "FIRELAKE_DBT_SEEDS": os.path.relpath(seeds, project),
                   "DBT_TARGET_PATH": str(folder / "target"), "DBT_LOG_PATH": str(folder / "logs")}
    command = [str(Path(sys.executable).with_name("dbt")), verb, "--project-dir", str(project), "--profiles-dir",
               str(project), "--vars", json.dumps(variables), *more]
    return subprocess.run(command, cwd=project, env=environment, text=True, capture_output=True, check=False)


def _with_own(row: dict) -> dict:
    seen = row.get("_seen_from", row.get("known_from", EARLY))
    return {"_flags": "", "_raw": "", "_feed": "test.feed", "_delivery_id": "d1", "_as_of": seen, "_row": 1,
            "known_from": seen, "_seen_from": seen} | row


def _literal(columns: dict[str, str], rows: list[dict]) -> str:
    typed = ", ".join(f"cast(`{c}` as {t}) as `{c}`" for c, t in columns.items())
    names = ", ".join(f"`{c}`" for c in columns)
    own = {"_flags", "_raw", "_feed", "_delivery_id", "_as_of", "_row", "known_from", "_seen_from"}
    unknown = {c for row in rows for c in row} - set(columns) - own
    assert not unknown, f"no such column: {unknown}"
    values = [f"({', '.join(_sql(row.get(c)) for c in columns)})" for row in rows or [{}]]
    return f"select {typed} from values {', '.join(values)} as t({names}) {'' if rows else 'where false'}"


def _sql(value) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else "'" + str(value).replace("'", "''") + "'"
