"""The ledger: what each delivery became, per table, in Delta (`ops.load`), written last.

rows in = loaded + unchanged + superseded + collapsed + skipped + quarantined. A MERGE that changes nothing writes no
commit, so the silver tables alone cannot tell what was applied.
"""

from __future__ import annotations

from pathlib import Path

from firelake.messages import FirelakeError
from firelake.settings import settings
from spark_jobs.inventory import DIMENSIONS

TERMS = ("rows_in", "loaded", "unchanged", "superseded", "collapsed", "skipped", "quarantined", "flagged")
LOAD = {"table_name": "string", "feed": "string", "delivery_id": "string", "as_of": "timestamp",
        "received_at": "timestamp", "action": "string", **dict.fromkeys(TERMS, "bigint"), "loaded_at": "timestamp"}
DELIVERY = {"feed": "string", "delivery_id": "string", "as_of": "timestamp", "received_at": "timestamp",
            "state": "string", "reason": "string", "rows": "bigint"}
GATE = {"table_name": "string", "version": "bigint", "audited_at": "timestamp", "passed": "boolean",
        "failed_checks": "string", "blocking_since": "timestamp", "as_of": "timestamp",
        "deliveries": "string"}

# Of a month that was reported: whole, by table, by feed and by region, the share of pairs passed by dimension (monthly/scores.py).
SCORE = {"month": "string", "kind": "string", "name": "string", "title": "string", **dict.fromkeys(DIMENSIONS, "double"),
         "asked": "bigint", "failed": "bigint", "reported_at": "timestamp"}

TABLES = {"ops.load": LOAD, "ops.delivery": DELIVERY, "ops.gate": GATE, "ops.score": SCORE}

# Every load of every table appends a small file here, day after day: the log's summary is not written with every tenth of them.
GROWING = {"delta.checkpointInterval": "50"}
MANY = 100  # files worth drawing together


def prepare(lake) -> None:
    """Creates those of the ledger's tables that are not there."""
    there = lake.tables("ops")
    for table, columns in TABLES.items():
        if table.removeprefix("ops.") not in there:
            lake.create(table, columns, GROWING)


def draw_together(lake) -> None:
    """Makes one file of the many that the loads have left. Loads that append meanwhile do not mind."""
    if lake.files("ops.load") > MANY:
        lake.optimize("ops.load")


def entries(lake, table: str | None = None) -> list[dict]:
    """The latest entry of every (table, delivery). `as_of_us`, `loaded_at_us`: microseconds since 1970, whatever
    the zone of this machine."""
    where = f"where table_name = '{table}'" if table else ""
    # The few rows are brought here and looked at: to rank them there costs three stages.
    newest: dict[tuple[str, str], dict] = {}
    micros = "unix_micros(as_of) as as_of_us, unix_micros(loaded_at) as loaded_at_us"
    for row in lake.rows(f"select *, {micros} from {lake.name('ops.load')} {where}"):
        place = (row["table_name"], row["delivery_id"])
        if place not in newest or newest[place]["loaded_at_us"] < row["loaded_at_us"]:
            newest[place] = row.asDict()
    return sorted(newest.values(), key=lambda e: (e["table_name"], e["as_of_us"], e["delivery_id"]))


def applied(lake, table: str) -> dict[str, dict]:
    """Delivery id → entry, for deliveries the table's rows rest on."""
    return {e["delivery_id"]: e for e in entries(lake, table) if e["action"] == "load"}


def applied_by_table(lake) -> dict[str, dict[str, dict]]:
    """`applied` of every table that has entries."""
    found: dict[str, dict[str, dict]] = {}
    for entry in entries(lake):
        if entry["action"] == "load":
            found.setdefault(entry["table_name"], {})[entry["delivery_id"]] = entry
    return found


def mark(table: str) -> Path:
    """The file that stands while a load writes the table and the ledger does not know it yet. A killed load leaves it
    empty; one that lost a row leaves its sentence."""
    return settings().state / "writing" / table


def unfinished(table: str) -> FirelakeError | None:
    """Why nobody may rest on what stands in the table; None when its last load came to its end."""
    try:
        said = mark(table).read_text("utf-8")
    except FileNotFoundError:
        return None
    return FirelakeError("load_lost", sentence=said) if said else FirelakeError("load_unfinished", table=table)


def write(lake, rows: list[dict]) -> None:
    """Appends entries; one small commit."""
    if rows:
        frame = lake.spark.createDataFrame([tuple(r.get(c) for c in LOAD if c != "loaded_at") for r in rows],
                                           ", ".join(f"{c} {t}" for c, t in LOAD.items() if c != "loaded_at"))
        frame.createOrReplaceTempView("ledger_rows")
        lake.insert("ops.load", "select *, current_timestamp() as loaded_at from ledger_rows", list(LOAD))


def balance(entry: dict) -> int:
    """Rows in less rows accounted for; 0 when nothing is lost."""
    return entry["rows_in"] - sum(entry[t] for t in TERMS[1:-1])
