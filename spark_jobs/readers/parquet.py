"""Parquet, read as text like everything else: what a type claims is judged in silver, where the feed may override it."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from expectations.model import Feed
from spark_jobs.readers.unreadable import Unreadable

WHOLE = 2.0**63


def read(file: Path, feed: Feed) -> pa.Table:
    """All columns as text; timestamps as ISO text of their stored instant, without zone."""
    try:
        table = pq.ParquetFile(file).read()
    except (pa.ArrowInvalid, OSError):
        raise Unreadable("truncated", file=file.name) from None
    return pa.Table.from_arrays([_text(column) for column in table.columns], table.column_names)


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_string(column.type):
        return column
    if pa.types.is_timestamp(column.type):
        return pc.strftime(pc.cast(column, pa.timestamp("us")), format="%Y-%m-%d %H:%M:%S")
    if pa.types.is_floating(column.type):
        small = pc.less(pc.abs(column), WHOLE)
        whole = pc.cast(pc.cast(pc.if_else(small, column, 0), pa.int64(), safe=False), pa.string())
        return pc.if_else(pc.and_(small, pc.equal(pc.floor(column), column)), whole, pc.cast(column, pa.string()))
    try:
        return pc.cast(column, pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        values = (None if v is None else json.dumps(v, ensure_ascii=False, default=str) for v in column.to_pylist())
        return pa.chunked_array([pa.array(values, pa.string())])
