"""Readers: one delivered file → one Arrow table of text columns under canonical names, plus `_row`.

Every format ends in the same shape, so bronze has one writer. `_row` is the 1-based number of the data row.
A file that cannot be read whole raises `Unreadable`: the delivery is rejected, its bytes kept, nothing loaded.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from expectations.model import Feed
from spark_jobs.readers.headers import Header, match
from spark_jobs.readers.packed import unpacked
from spark_jobs.readers.unreadable import Unreadable

__all__ = ["Header", "Unreadable", "read"]


def read(file: Path, feed: Feed) -> tuple[pa.Table, Header]:
    """Rows of the file as text (`_row` int64) and what its header looked like. Unreadable says why not."""
    if file.stat().st_size == 0:
        raise Unreadable("file_empty", file=file.name)
    rows = source(file, feed)
    if not rows.column_names:
        raise Unreadable("file_without_rows", file=file.name)
    header = match(rows.column_names, feed, file.name)
    columns, names = [], []
    for name in feed.names:
        found = [rows.column(c) for c in header.found.get(name, ())]
        columns.append(_first_filled(found) if found else pa.nulls(rows.num_rows, pa.string()))
        names.append(name)
    columns.append(pa.array(np.arange(1, rows.num_rows + 1)))
    table = pa.Table.from_arrays(columns, [*names, "_row"])
    if table.num_rows == 0:
        raise Unreadable("file_without_rows", file=file.name)
    return table, header


def source(file: Path, feed: Feed) -> pa.Table:
    """The file by its format, unpacked where it came packed. Whatever a reader stumbles over is the file's fault and no
    reason to stop the others."""
    from spark_jobs.readers import csv, json, parquet, xlsx, xml

    formats = {"csv": csv, "xlsx": xlsx, "json": json, "jsonl": json, "xml": xml, "parquet": parquet}
    try:
        with unpacked(file) as plain_file:
            return formats[feed.delivery["format"]].read(plain_file, feed)
    except (Unreadable, OSError, MemoryError):
        raise
    except Exception as error:
        # Neither the words of the error nor its trace: they may quote a row.
        raise Unreadable("not_readable", file=file.name, reason=type(error).__name__) from None


def _first_filled(columns: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    """Old and new names of one column may stand side by side; the first that is filled counts."""
    import pyarrow.compute as pc

    if len(columns) == 1:
        return columns[0]
    blank = [pc.if_else(pc.equal(pc.utf8_trim_whitespace(c), ""), None, c) for c in columns]
    return pc.coalesce(*blank)
