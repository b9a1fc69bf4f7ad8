"""Landing → bronze: each delivery is read once, judged, and its rows appended as text with their lineage.

What bronze holds is read from bronze itself (`_delivery_id`), so a killed run is simply run again.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from expectations.model import Contracts, Feed
from firelake.settings import secret
from spark_jobs.accept import ACCEPTED, Receipt, State, judge
from spark_jobs.delivery import Delivery
from spark_jobs.landing import Landing
from spark_jobs.privacy import private_names, protect
from spark_jobs.readers import Unreadable, read

LINEAGE = {"_delivery_id": "string", "_as_of": "timestamp", "_file": "string", "_row": "bigint", "_received_at": "timestamp"}


class Intake:
    """Receipts and staged rows of one feed's deliveries, kept beside landing."""

    def __init__(self, contracts: Contracts, feed: Feed, landing: Landing, staging: Path):
        self.contracts, self.feed, self.landing = contracts, feed, landing
        self.staging = staging / feed.name
        self.staging.mkdir(parents=True, exist_ok=True, mode=0o700)

    def states(self) -> dict[str, State]:
        """What became of every delivery that has arrived, whichever order they came in."""
        deliveries = self.landing.deliveries(self.feed.name)
        receipts = {d.id: self._receipt(d) for d in deliveries}
        return judge(self.feed, deliveries, receipts, self.landing.decisions())

    def _receipt(self, delivery: Delivery) -> Receipt:
        file = self.staging / f"{delivery.id}.receipt.json"
        if file.exists():
            data = json.loads(file.read_text("utf-8"))
            return Receipt(data["rows"], data["null_share"], tuple(data["columns"]),
                           tuple(data["error"]) if data["error"] else None)
        receipt = self._read(delivery)
        body = {"rows": receipt.rows, "null_share": receipt.null_share, "columns": receipt.columns, "error": receipt.error}
        _write(file, json.dumps(body, ensure_ascii=False, default=str).encode())
        return receipt

    def _read(self, delivery: Delivery) -> Receipt:
        if delivery.fault:
            return Receipt(error=delivery.fault)
        try:
            table, columns = self._rows(delivery)
        except Unreadable as error:
            return Receipt(error=(error.key, error.values))
        if delivery.stated_rows is not None and delivery.stated_rows != table.num_rows:
            return Receipt(error=("rows_differ", {"stated": delivery.stated_rows, "found": table.num_rows}))
        self._stage(delivery, table)
        empty = {n: table.column(n).null_count / table.num_rows for n in self.feed.names}
        return Receipt(table.num_rows, empty, columns)

    def _rows(self, delivery: Delivery) -> tuple[pa.Table, tuple[str, ...]]:
        parts, columns = [], []
        for entry in delivery.files:
            table, header = read(Path(delivery.folder) / entry["name"], self.feed)
            table = table.append_column("_file", pa.array([entry["name"]] * table.num_rows, pa.string()))
            parts.append(table)
            columns += [c for c in header.columns if c not in columns]
        return pa.concat_tables(parts), tuple(columns)

    def _stage(self, delivery: Delivery, table: pa.Table) -> Path:
        table = protect(table, private_names(self.contracts, self.feed), secret("token_key").encode())
        same = {"_delivery_id": pa.scalar(delivery.id), "_as_of": _instant(delivery.as_of),
                "_received_at": _instant(delivery.received_at)}
        for name, value in same.items():
            table = table.append_column(name, pc.fill_null(pa.nulls(table.num_rows, value.type), value))
        file = self.staging / f"{delivery.id}.parquet"
        draft = file.with_suffix(".draft")
        pq.write_table(table, draft, compression="lz4", use_dictionary=["_delivery_id", "_as_of", "_file", "_received_at"])
        os.replace(draft, file)
        return file

    def staged(self, delivery: Delivery) -> Path:
        """The staged rows; read again if they were cleared."""
        file = self.staging / f"{delivery.id}.parquet"
        return file if file.exists() else self._stage(delivery, self._rows(delivery)[0])

    def clear(self, deliveries: list[Delivery]) -> None:
        """Staged rows that bronze holds by now are gone."""
        for delivery in deliveries:
            (self.staging / f"{delivery.id}.parquet").unlink(missing_ok=True)


def load(lake, intake: Intake, states: dict[str, State], until) -> list[Delivery]:
    """Appends the accepted deliveries with as-of up to `until` that bronze lacks, in one commit. Returns them."""
    table = f"bronze.{intake.feed.name}"
    lake.create(table, {n: "string" for n in intake.feed.names} | LINEAGE)
    lake.add_columns(table, {n: "string" for n in intake.feed.names})
    have = held(lake, intake.feed.name)
    new = [s.delivery for s in states.values() if s.status == ACCEPTED and s.delivery.id not in have
           and s.delivery.as_of <= until]
    if new:
        lake.append_files(table, [str(intake.staged(d)) for d in new], [*intake.feed.names, *LINEAGE])
    intake.clear([s.delivery for s in states.values() if s.delivery.id in have] + new)
    return new


def held(lake, feed: str) -> dict[str, int]:
    """Delivery id → rows, as bronze holds them."""
    if not lake.exists(f"bronze.{feed}"):
        return {}
    query = f"select _delivery_id, count(*) from {lake.name(f'bronze.{feed}')} group by 1"
    return {r[0]: r[1] for r in lake.rows(query)}


def _instant(moment) -> pa.Scalar:
    return pa.scalar(moment, pa.timestamp("us", "UTC"))


def _write(file: Path, data: bytes) -> None:
    draft = file.with_suffix(".draft")
    draft.write_bytes(data)
    os.replace(draft, file)
