"""Steps that run in a process of their own, in the namespace their environment names; each prints one line of JSON.

`python -m tests.benchmarks.inside bronze | silver | plain FILE… | rows | clear`
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from functools import wraps

from spark_jobs import layout, ledger, silver
from spark_jobs.bronze_table import BronzeTable
from spark_jobs.intake import Intake
from spark_jobs.lakehouse import LAYERS, Lakehouse
from spark_jobs.runner import Runner
from spark_jobs.work import Work
from tests.benchmarks.measure import clock

PARTS = {
    "read, protect, stage": (Intake, "states"), "into the table": (BronzeTable, "put"), "list of deliveries": (Runner, "_record"),
    "count the ends": (Work, "count"), "rows set aside": (Work, "set_aside"), "fold and insert": (Lakehouse, "insert"),
    "merge": (Lakehouse, "merge"),
    "reconcile": (silver, "entries"), "what is there": (silver, "standing"), "write the ledger": (ledger, "write"),
}


def watch() -> dict[str, float]:
    """Seconds by part of what runs from now on; the outermost of nested parts counts."""
    spent, busy = defaultdict(float), []

    def watched(part: str, work):
        @wraps(work)
        def run(*arguments, **named):
            if busy:
                return work(*arguments, **named)
            busy.append(part)
            try:
                seconds, found = clock(work, *arguments, **named)
            finally:
                busy.clear()
            spent[part] += seconds
            return found

        return run

    for part, (owner, name) in PARTS.items():
        setattr(owner, name, watched(part, getattr(owner, name)))
    return spent


def load(what: str) -> dict:
    """All feeds to bronze, or all tables to silver, as `firelake run` does: seconds and where they went."""
    spent, runner = watch(), Runner()
    names = sorted(runner.contracts.feeds) if what == "bronze" else [t for ts in runner.contracts.areas().values() for t in ts]
    seconds, lines = clock(runner.ingest if what == "bronze" else runner.build, names)
    failed = [f"{line.name}: {line.said}" for line in lines if line.failed]
    if failed:
        raise SystemExit("\n".join(failed))
    return {"seconds": seconds, "parts": dict(spent)}


def plain(files: list[str], encoding: str) -> dict:
    """The plain Spark copy: the same files, as text, appended to one Delta table by the same server."""
    with Lakehouse.open() as lake:
        lake.spark.conf.set("spark.sql.legacy.javaCharsets", "true")  # without it, Spark 4 refuses GB18030
        header = lake.spark.read.csv(files[0], header=True, encoding=encoding).columns
        lake.create("bronze.plain_copy", dict.fromkeys(header, "string"))
        schema, table = ", ".join(f"`{c}` string" for c in header), lake.name("bronze.plain_copy").replace("`", "")

        def copy():
            rows = lake.spark.read.csv(files, header=True, encoding=encoding, schema=schema)
            rows.write.format("delta").mode("append").saveAsTable(table)

        seconds, _ = clock(copy)
        return {"seconds": seconds, "rows": lake.rows(f"select count(*) from {table}")[0][0]}


def rows() -> dict[str, int]:
    """Rows of every table of the namespace, by `layer.table`; `judged`: rows of deliveries that silver read, per table."""
    found = {}
    with Lakehouse.open() as lake:
        for layer in LAYERS:
            for table in lake.rows(f"show tables in {layout.schema(layer)}"):
                if not table["isTemporary"]:
                    name = f"{layer}.{table['tableName']}"
                    found[name] = lake.rows(f"select count(*) from {lake.name(name)}")[0][0]
        if "ops.load" in found:
            found["judged"] = lake.rows(f"select coalesce(sum(rows_in), 0) from {lake.name('ops.load')}")[0][0]
    return found


def clear() -> dict:
    """Drops every table of the namespace."""
    with Lakehouse.open() as lake:
        for layer in LAYERS:
            lake.sql(f"drop schema if exists {layout.schema(layer)} cascade")
    return {}


def main(what: str, *arguments: str) -> dict:
    """Runs one step."""
    if what in ("bronze", "silver"):
        return load(what)
    if what == "plain":
        return plain(list(arguments[1:]), arguments[0])
    return {"rows": rows, "clear": clear}[what]()


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))  # noqa: T201
