"""What the lake holds, for people and tests: checksums, quarantine counts, reconciliation."""

from __future__ import annotations

import datetime as dt

from expectations.model import Contracts, Table
from firelake.messages import FirelakeError
from spark_jobs import ledger
from spark_jobs.lakehouse import Lakehouse


def _tables(contracts: Contracts, lake, chosen) -> list[Table]:
    names = chosen or [t for ts in contracts.areas().values() for t in ts]
    return [contracts.tables[n] for n in names if lake.exists(n)]


def checksums(contracts: Contracts, chosen: list[str] | None = None) -> list[dict]:
    """Row count and order-free hash of all declared columns, `_flags` and the clocks (doubles to 12 digits)."""
    with Lakehouse.open() as lake:
        rows = []
        for table in _tables(contracts, lake, chosen):
            clocks = ["known_from"] + (["_seen_from", "_seen_to"] if table.history == "known" else [])
            values = [f"format_number(`{c.name}`, '0.###########E0')" if c.type == "double" else f"cast(`{c.name}` as string)"
                      for c in table.columns.values()] + ["_flags"] + [f"cast({c} as string)" for c in clocks]
            text = ", ".join(f"coalesce({v}, '∅')" for v in values)
            row = lake.rows(f"select count(*), coalesce(sum(cast(conv(left(md5(concat_ws('¦', {text})), 15), 16, 10) "
                            f"as decimal(38,0))), 0) from {lake.name(table.name)}")[0]
            rows.append({"table": table.name, "rows": row[0], "checksum": str(row[1])})
        return rows


def quarantined(contracts: Contracts, chosen: str | None = None) -> list[dict]:
    """Rows set aside by table, delivery and rules: counts only, no values."""
    with Lakehouse.open() as lake:
        found = []
        for table in _tables(contracts, lake, [chosen] if chosen else None):
            query = (f"select _delivery_id, _rules, count(*) from {lake.name('quarantine.' + table.short)} "
                     f"group by 1, 2 order by 1, 2")
            found += [{"table": table.name, "delivery": r[0], "rules": r[1], "rows": r[2]} for r in lake.rows(query)]
        return found


def reconciliation(contracts: Contracts) -> list[dict]:
    """Every ledger entry against the tables as they are now: loaded and quarantined rows are counted again."""
    with Lakehouse.open() as lake:
        ledger.prepare(lake)
        now: dict[str, dict] = {}
        for table in _tables(contracts, lake, None):
            others = f"union all select explode(_others) from {lake.name(table.name)}" if table.history == "latest" else ""
            loaded = f"select d, count(*) from (select _delivery_id d from {lake.name(table.name)} {others}) group by d"
            aside = f"select _delivery_id, count(*) from {lake.name('quarantine.' + table.short)} group by 1"
            now[table.name] = {"loaded": dict(map(tuple, lake.rows(loaded))), "aside": dict(map(tuple, lake.rows(aside)))}
        rows = []
        for entry in ledger.entries(lake):
            if entry["action"] != "load":
                continue
            name, i = entry["table_name"], entry["delivery_id"]
            same = (now[name]["loaded"].get(i, 0) == entry["loaded"] and now[name]["aside"].get(i, 0) == entry["quarantined"])
            rows.append({**entry, "balanced": same and ledger.balance(entry) == 0})
        return rows


def as_known(table: Table, moment: dt.datetime):
    """Arrow rows of a silver table as its deliveries and facts were known at an instant: declared columns that are not
    private, flags and the delivery each row comes from, by key. A table that keeps no versions (`history: latest`, `events`)
    gives the rows whose key was known, with their latest values. FirelakeError when the table is not there or its last load
    was cut short."""
    at = f"timestamp '{moment.astimezone(dt.UTC).strftime('%Y-%m-%d %H:%M:%S')}'"
    shown = [f"`{c}`" for c in table.columns if c not in table.privacy]
    # A version is known since its delivery said it: its own date may be mistyped.
    known = f"_seen_from <= {at} and (_seen_to is null or _seen_to > {at})" if table.history == "known" else f"known_from <= {at}"
    if fault := ledger.unfinished(table.name):
        raise fault
    with Lakehouse.open() as lake:
        if not lake.exists(table.name):
            raise FirelakeError("table_not_loaded", table=table.name)
        keys = ", ".join(f"`{k}`" for k in table.key)
        query = f"select {', '.join(shown)}, _flags, _delivery_id from {lake.name(table.name)} where {known} order by {keys}"
        return lake.sql(query).toArrow()
