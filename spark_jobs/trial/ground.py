"""The lake of a trial: tables whose contract is another than that of the loaded rows are made anew from bronze; of every other
table gold reads what it reads today."""

from __future__ import annotations

import shutil

from expectations.model import Contracts, Table
from expectations.row_checks import other_table
from firelake.messages import FirelakeError
from firelake.settings import settings
from spark_jobs import ledger
from spark_jobs.runner import ROWLESS
from spark_jobs.silver import stands_otherwise

NEVER = -1  # a version no table has: a table that carries it is audited again


def changed(lake, contracts: Contracts, absent: set[str]) -> list[str]:
    """Silver tables a release of these contracts would change: their loaded rows are those of another contract, they are not
    loaded yet, or they wait behind an audit that may be another by now."""
    there, waiting = lake.tables("silver"), _blocked(lake)
    return [t.name for t in contracts.tables.values() if t.layer == "silver" and t.name not in absent
            and (t.short not in there or t.name in waiting or stands_otherwise(lake, contracts, t))]


def _blocked(lake) -> set[str]:
    """Tables whose last verdict is that they failed."""
    query = f"select table_name from {lake.name('ops.gate')} group by 1 having not max_by(passed, audited_at)"
    return {name for (name,) in lake.rows(query)}


def standing(lake) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """By table, the sums of its ledger, and when it passed its audit last, in microseconds since 1970."""
    loads = ledger.applied_by_table(lake)
    sums = {name: {t: sum(e[t] for e in entries.values()) for t in ledger.TERMS} for name, entries in loads.items()}
    passed = f"select table_name, unix_micros(max(audited_at) filter (where passed)) from {lake.name('ops.gate')} group by 1"
    return sums, dict(lake.rows(passed))


def looked_into(table: Table) -> set[str]:
    """Other tables that the audit of a table reads."""
    return {other for item in table.audit if (other := other_table(table, item))} - {table.name}


def lay(lake, contracts: Contracts, anew: list[str], there: dict[str, set[str]]) -> None:
    """Makes the trial's lake, in place of an earlier one. `anew`: tables that will be built and audited; `there`: layer → stored
    names in the tried namespace. FirelakeError when the namespace holds other things than a trial."""
    _cleared(lake)
    ledger.prepare(lake)
    again = ", ".join(f"'{name}'" for name in anew) or "''"
    for table, columns in ledger.TABLES.items():
        other = f", if(table_name in ({again}), {NEVER}, version) as version" if table == "ops.gate" else ""
        lake.insert(table, f"select * {'except (version)' if other else ''}{other} from {lake.tried(table)}", list(columns))
    asked = set().union(*(looked_into(contracts.tables[name]) for name in anew)) - set(anew)
    for table in (contracts.tables[name] for name in sorted(asked)):
        if table.layer == "silver" and table.short in there["silver"]:
            lake.view(table.name, f"select * from {lake.tried(table.name)}")
    for short in sorted(there["audited"]):
        lake.view(f"audited.{short}", f"select * from {lake.tried(f'audited.{short}')}")
    for table in (t for t in contracts.tables.values() if t.layer == "model" and t.short in there["model"]):
        lake.create(table.name, {c.name: c.type for c in table.columns.values()})
        known = set(lake.spark.table(lake.tried(table.name)).columns)
        lake.insert(table.name, f"select * from {lake.tried(table.name)}", [c for c in table.columns if c in known])
    if (settings().origin / ROWLESS).is_file():
        shutil.copy(settings().origin / ROWLESS, settings().state)


def _cleared(lake) -> None:
    own = settings().state / "landing"  # a trial has none: it reads that of the tried namespace
    if own.exists():
        raise FirelakeError("trial_name_taken", namespace=settings().namespace, folder=own)
    lake.clear()
    shutil.rmtree(settings().state, ignore_errors=True)
    settings().state.mkdir(parents=True, mode=0o700)
    lake.ensure_schemas()
