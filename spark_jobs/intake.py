"""What has arrived of one feed: each delivery is read once; its receipt is kept, its protected rows until bronze has them."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import uuid
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from expectations.model import Contracts, Feed
from firelake.settings import secret
from spark_jobs.accept import Receipt, State, judge
from spark_jobs.blanks import BLANKS, marked
from spark_jobs.delivery import Delivery
from spark_jobs.landing import Landing
from spark_jobs.privacy import private_names, protect
from spark_jobs.readers import Unreadable, read

MANY = 64 << 20  # bytes; fewer are read before another process has started
MOST = 4  # processes of one feed; each holds a delivery in memory


class Intake:
    """Receipts and staged rows of one feed's deliveries, kept beside landing; read anew when the feed is read otherwise."""

    def __init__(self, contracts: Contracts, feed: Feed, landing: Landing, staging: Path):
        self.contracts, self.feed, self.landing = contracts, feed, landing
        self.reading = reading(contracts, feed)
        self.staging = staging / feed.name / self.reading

    def states(self) -> dict[str, State]:
        """What became of every delivery that has arrived, whichever order they came in."""
        self._open()
        for other in self.staging.parent.iterdir():
            if other.name != self.reading:
                shutil.rmtree(other, ignore_errors=True)
        deliveries = self.landing.deliveries(self.feed.name)
        self._read_side_by_side([d for d in deliveries if not d.fault and not self._receipt_file(d).exists()])
        receipts = {d.id: self.receipt(d) for d in deliveries}
        return judge(self.feed, deliveries, receipts, self.landing.decisions())

    def receipt(self, delivery: Delivery) -> Receipt:
        """What reading the delivery showed, held against what its manifests say."""
        if delivery.fault:
            return Receipt(error=delivery.fault)
        found = self._known(delivery) or self._read(delivery)
        if not found.error and delivery.stated_rows and found.rows not in delivery.stated_rows:
            return Receipt(error=("rows_differ", {"stated": delivery.stated_rows[-1], "found": found.rows}))
        return found

    def _read_side_by_side(self, unread: list[Delivery]) -> None:
        """Many bytes are read on every core: a process reads its share, leaves the receipts and ends. What it did not
        come to is read when it is asked for."""
        sizes = {d.id: sum(entry["size"] for entry in d.files) for d in unread}
        if len(unread) < 2 or sum(sizes.values()) < MANY:
            return
        unread = sorted(unread, key=lambda d: sizes[d.id], reverse=True)
        at_once = min(len(os.sched_getaffinity(0)), len(unread), MOST)
        shares = [unread[n::at_once] for n in range(at_once)]
        helping = [get_context("spawn").Process(target=self._help, args=(share,), daemon=True) for share in shares[1:]]
        for process in helping:
            process.start()
        try:
            for delivery in shares[0]:
                self._read(delivery)
        finally:
            for process in helping:
                process.join()

    def _help(self, deliveries: list[Delivery]) -> None:
        """Whatever stops a helper is met again, and told, by who reads what it left."""
        with contextlib.suppress(Exception):
            for delivery in deliveries:
                self._read(delivery)

    def _known(self, delivery: Delivery) -> Receipt | None:
        file = self._receipt_file(delivery)
        if not file.exists():
            return None
        data = json.loads(file.read_text("utf-8"))
        return Receipt(data["rows"], data["null_share"], tuple(data["columns"]),
                       tuple(data["error"]) if data["error"] else None)

    def _open(self) -> None:
        self.staging.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.chmod(self.staging.parent.parent, 0o700)

    def beside(self, folder: Path) -> Intake:
        """The same deliveries with the same receipts, where nothing that is read from now on stays here."""
        other = Intake(self.contracts, self.feed, self.landing, folder)
        other._open()
        for file in self.staging.glob("*.receipt.json"):
            shutil.copy(file, other.staging)
        return other

    def _read(self, delivery: Delivery) -> Receipt:
        self._open()
        try:
            table, columns = self._rows(delivery)
        except Unreadable as error:
            receipt = Receipt(error=(error.key, error.values))
        else:
            self._stage(delivery, table)
            receipt = Receipt(table.num_rows, {n: _empty(table.column(n)) / table.num_rows for n in self.feed.names}, columns)
        body = {"rows": receipt.rows, "null_share": receipt.null_share, "columns": receipt.columns, "error": receipt.error}
        _write(self._receipt_file(delivery), json.dumps(body, ensure_ascii=False, default=str).encode())
        return receipt

    def _rows(self, delivery: Delivery) -> tuple[pa.Table, tuple[str, ...]]:
        """Rows of all files. They are numbered through the delivery: a later file speaks after an earlier one."""
        parts, columns, before = [], [], 0
        for entry in delivery.files:
            table, header = read(Path(delivery.folder) / entry["name"], self.feed)
            if before:
                table = table.set_column(table.column_names.index("_row"), "_row", pc.add(table.column("_row"), before))
            before += table.num_rows
            table = table.append_column("_file", pa.repeat(pa.scalar(entry["name"], pa.string()), table.num_rows))
            parts.append(table)
            columns += [c for c in header.columns if c not in columns]
        return pa.concat_tables(parts), tuple(columns)

    def _stage(self, delivery: Delivery, table: pa.Table) -> Path:
        table = protect(table, private_names(self.contracts, self.feed), secret("token_key").encode())
        table = marked(table, list(self.feed.names))
        received = pa.scalar(delivery.received_at, pa.timestamp("us", "UTC"))
        table = table.append_column("_received_at", pa.repeat(received, table.num_rows))
        file = self._staged(delivery)
        draft = _draft(file)
        pq.write_table(table, draft, compression="lz4", row_group_size=1 << 17, use_dictionary=["_file", "_received_at"],
                       write_statistics=False)  # a delivery is read whole
        os.replace(draft, file)
        return file

    def _receipt_file(self, delivery: Delivery) -> Path:
        return self.staging / f"{delivery.id}.receipt.json"

    def _staged(self, delivery: Delivery) -> Path:
        return self.staging / f"{delivery.id}-{delivery.saying}.parquet"

    def staged(self, delivery: Delivery) -> Path:
        """The staged rows; read again if they were cleared."""
        file = self._staged(delivery)
        return file if file.exists() else self._stage(delivery, self._rows(delivery)[0])

    def has_receipt(self, delivery: Delivery) -> bool:
        """Whether the delivery was read before, or is known to be at fault."""
        return bool(delivery.fault) or self._receipt_file(delivery).exists()

    def has_bytes(self, delivery: Delivery) -> bool:
        """Whether landing still holds the files."""
        return all((Path(delivery.folder) / entry["name"]).is_file() for entry in delivery.files)

    def clear(self, deliveries: list[Delivery]) -> None:
        """Staged rows that bronze holds by now are gone."""
        for delivery in deliveries:
            for file in self.staging.glob(f"{delivery.id}-*.parquet"):
                file.unlink(missing_ok=True)


def reading(contracts: Contracts, feed: Feed) -> str:
    """Hash of everything that decides how the feed's bytes become bronze rows."""
    rules = {k: feed.delivery.get(k) for k in ("format", "encoding", "delimiter", "sheet", "header_row", "record")}
    body = [rules, feed.names, sorted(feed.optional_names), private_names(contracts, feed), BLANKS]
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:12]


def _empty(column: pa.ChunkedArray) -> int:
    return column.null_count + (pc.sum(pc.equal(column, "")).as_py() or 0)


def _draft(file: Path) -> Path:
    """A name of its own: two runs may read the same delivery at once."""
    return file.with_name(f"{file.name}.{uuid.uuid4().hex}.draft")


def _write(file: Path, data: bytes) -> None:
    draft = _draft(file)
    draft.write_bytes(data)
    os.replace(draft, file)
