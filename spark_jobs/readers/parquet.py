"""Parquet, read as text like everything else: what a type claims is judged in silver, where the feed may override it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from expectations.model import Feed
from spark_jobs.readers.unreadable import Unreadable


def read(file: Path, feed: Feed) -> pa.Table:
    """All columns as text; timestamps as ISO text of their stored instant, without zone."""
    try:
        table = pq.read_table(file)
    except (pa.ArrowInvalid, OSError) as error:
        raise Unreadable("truncated", file=file.name) from error
    return pa.Table.from_arrays([_text(column) for column in table.columns], table.column_names)


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_string(column.type):
        return column
    if pa.types.is_timestamp(column.type):
        return pc.strftime(pc.cast(column, pa.timestamp("us")), format="%Y-%m-%d %H:%M:%S")
    if pa.types.is_floating(column.type):
        whole = pc.cast(pc.cast(column, pa.int64(), safe=False), pa.string())
        return pc.if_else(pc.equal(pc.floor(column), column), whole, pc.cast(column, pa.string()))
    return pc.cast(column, pa.string())
