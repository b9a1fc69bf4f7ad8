"""The bronze table of one feed: a Delta table whose data files are the staged deliveries themselves, one file each.

Written by delta-rs, here and nowhere else; the lake server only reads it. Two engines must never write one table.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import time
import uuid
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, Schema
from deltalake.transaction import AddAction, CommitProperties, RemoveAction

from firelake import store
from firelake.messages import FirelakeError
from spark_jobs import layout
from spark_jobs.blanks import MARK

# What is one value per delivery lies in the log: which deliveries are there is known without opening a file.
DELIVERY = {"_delivery_id": pa.string(), "_as_of": pa.timestamp("us", "UTC")}
ROW = {"_file": pa.string(), "_row": pa.int64(), "_received_at": pa.timestamp("us", "UTC"), MARK: pa.bool_()}
READING = "firelake.reading"


def made(feeds: Iterable[str]) -> dict[str, str]:
    """Name → place of the bronze tables that are there. The place is asked, not the lake server."""
    return {f"bronze.{f}": _place(f) for f in feeds if DeltaTable.is_deltatable(_place(f), store.options())}


def read_otherwise(readings: dict[str, str]) -> list[str]:
    """Feeds whose bronze table was read in another way than the given one. What is not there was not read at all."""
    return [feed for feed, reading in readings.items() for name, place in made([feed]).items()
            if _reading(_opened(name, place)) != reading]


def counts(feed: str) -> dict[str, int]:
    """Delivery id → rows, as the data files count them; empty when the table is not there."""
    found: Counter[str] = Counter()
    for name, place in made([feed]).items():
        for file in _files(_opened(name, place)):
            found[file["partition._delivery_id"]] += file["num_records"]
    return dict(found)


class BronzeTable:
    """Opened, and made or widened to `texts` columns as needed. Only one process may hold it at a time, see
    `Lakehouse.still`. `reading`: how the feed's bytes are read, kept with a table when it is made."""

    def __init__(self, feed: str, texts: list[str], reading: str):
        self.name, self.place = f"bronze.{feed}", _place(feed)
        wanted = pa.schema([*((t, pa.string()) for t in texts), *ROW.items(), *DELIVERY.items()])
        if not DeltaTable.is_deltatable(self.place, store.options()):
            if not store.is_remote():
                Path(self.place).mkdir(parents=True, exist_ok=True)
            DeltaTable.create(self.place, wanted, partition_by=list(DELIVERY), storage_options=store.options(),
                              configuration=layout.KEPT | {READING: reading}, raise_if_key_not_exists=False)
        self.delta = _opened(self.name, self.place)
        have = {f.name for f in self.delta.schema().fields}
        new = [f for f in Schema.from_arrow(wanted).fields if f.name not in have]
        if new:
            self.delta.alter.add_columns(new)

    @property
    def reading(self) -> str | None:
        """How the rows that are there were read."""
        return _reading(self.delta)

    @reading.setter
    def reading(self, value: str) -> None:
        self.delta.alter.set_table_properties({READING: value}, raise_if_not_exists=False)

    def deliveries(self) -> dict[str, dt.datetime]:
        """Delivery id → the as-of its rows carry."""
        return {f["partition._delivery_id"]: f["partition._as_of"] for f in _files(self.delta)}

    def put(self, files: dict[str, tuple[dt.datetime, Path]]) -> None:
        """Delivery id → as-of and staged file: takes the files in, in one commit, in place of what is there of these
        deliveries. A process killed before the commit leaves a file that no reader sees. CommitFailedError when another
        writer was faster, which the lock should prevent: then nothing is taken in."""
        now = int(time.time() * 1000)
        actions = [RemoveAction(f["path"], True, now, size=f["size_bytes"], partition_values=_values(
            f["partition._delivery_id"], f["partition._as_of"])) for f in _files(self.delta) if f["partition._delivery_id"] in files]
        for delivery, (as_of, staged) in files.items():
            own = f"{delivery}-{uuid.uuid4().hex}.parquet"
            _bring(staged, f"{self.place}/{own}")
            rows = pq.read_metadata(staged).num_rows
            actions.append(AddAction(own, staged.stat().st_size, _values(delivery, as_of), now, True,
                                     json.dumps({"numRecords": rows})))
        self.delta.create_write_transaction(actions, "append", self.delta.schema(), list(DELIVERY),
                                            commit_properties=CommitProperties(max_commit_retries=0))
        self.delta.update_incremental()


def _opened(name: str, place: str) -> DeltaTable:
    delta = DeltaTable(place, storage_options=store.options())
    if delta.metadata().partition_columns != list(DELIVERY):
        raise FirelakeError("bronze_of_old", table=name, folder=place)
    return delta


def _reading(delta: DeltaTable) -> str | None:
    return delta.metadata().configuration.get(READING)


def _files(delta: DeltaTable) -> list[dict]:
    return pa.table(delta.get_add_actions(flatten=True)).to_pylist()


def _bring(staged: Path, own: str) -> None:
    """An upload to a store; a link where both lie on one file system, else a copy."""
    if store.is_remote():
        store.put(staged, own)
        return
    try:
        os.link(staged, own)
    except OSError:
        shutil.copyfile(staged, own)


def _place(feed: str) -> str:
    layer, name = layout.stored(f"bronze.{feed}")
    return f"{layout.location(layer)}/{name}"


def _values(delivery: str, as_of: dt.datetime) -> dict[str, str]:
    """Partition values as the Delta protocol writes them (Partition Value Serialization)."""
    return {"_delivery_id": delivery, "_as_of": as_of.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
