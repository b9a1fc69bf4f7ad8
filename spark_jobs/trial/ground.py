"""The lake of a trial: tables whose contract is another than that of the loaded rows are made anew from bronze; of every other
table gold reads what it reads today."""

from __future__ import annotations

import shutil
from pathlib import Path

from expectations.model import Contracts, Table
from expectations.row_checks import other_table
from firelake.settings import settings
from spark_jobs import ledger
from spark_jobs.silver import stands_otherwise

NEVER = -1  # a version no table has: a table that carries it is audited again


def changed(lake, contracts: Contracts, absent: set[str]) -> list[str]:
    """Silver tables whose loaded rows are those of another contract, or that are not loaded yet."""
    there = lake.tables("silver")
    return [t.name for t in contracts.tables.values() if t.layer == "silver" and t.name not in absent
            and (t.short not in there or stands_otherwise(lake, contracts, t))]


def standing(lake) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """By table, the sums of its ledger, and when it passed its audit last, in microseconds since 1970."""
    loads = ledger.applied_by_table(lake)
    sums = {name: {t: sum(e[t] for e in entries.values()) for t in ledger.TERMS} for name, entries in loads.items()}
    passed = f"select table_name, unix_micros(max(audited_at) filter (where passed)) from {lake.name('ops.gate')} group by 1"
    return sums, dict(lake.rows(passed))


def looked_into(table: Table) -> set[str]:
    """Other tables that the audit of a table reads."""
    return {other for item in table.audit if (other := other_table(table, item))} - {table.name}


def lay(lake, contracts: Contracts, anew: list[str], there: dict[str, set[str]], rowless: Path) -> None:
    """Makes the trial's lake, in place of an earlier one. `anew`: tables that will be built and audited; `there`: layer → stored
    names in the tried namespace; `rowless`: its list of views without rows."""
    shutil.rmtree(settings().state, ignore_errors=True)
    lake.clear()
    ledger.prepare(lake)
    for table, columns in ledger.TABLES.items():
        lake.insert(table, f"select * from {lake.tried(table)}", list(columns))
    again = ", ".join(f"'{name}'" for name in anew) or "''"
    lake.sql(f"update {lake.name('ops.gate')} set version = {NEVER} where table_name in ({again})")
    asked = set().union(*(looked_into(contracts.tables[name]) for name in anew)) - set(anew)
    borrowed = [contracts.tables[name] for name in sorted(asked)]
    for table in borrowed:
        if table.layer == "silver" and table.short in there["silver"]:
            lake.view(table.name, f"select * from {lake.tried(table.name)}")
    for short in sorted(there["audited"]):
        lake.view(f"audited.{short}", f"select * from {lake.tried(f'audited.{short}')}")
    for table in (t for t in contracts.tables.values() if t.layer == "model" and t.short in there["model"]):
        columns = {c.name: c.type for c in table.columns.values()}
        lake.create(table.name, columns)
        lake.insert(table.name, f"select * from {lake.tried(table.name)}", list(columns))
    if rowless.is_file():
        settings().state.mkdir(parents=True, exist_ok=True)
        shutil.copy(rowless, settings().state / rowless.name)
