"""Excel workbooks: a title line above the header, merged cells and several sheets are usual."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pyarrow as pa

from expectations.model import Feed
from spark_jobs.readers.headers import plain
from spark_jobs.readers.packed import check_zip
from spark_jobs.readers.unreadable import Unreadable, markup


def read(file: Path, feed: Feed) -> pa.Table:
    """All columns as text; a date or time cell as ISO text; the header found by the names the feed knows."""
    with file.open("rb") as handle:
        if begins := markup(handle.read(300)):
            raise Unreadable("not_workbook", file=file.name, begins=begins)
    check_zip(file)  # before it is opened
    rows = _cells(file, feed)
    at = feed.delivery["header_row"] - 1 if "header_row" in feed.delivery else _find_header(rows, feed)
    header = [str(c).strip() if c is not None else "" for c in rows[at]] if at < len(rows) else []
    width = [i for i, name in enumerate(header) if name]
    body = [row for row in rows[at + 1:] if any(c is not None and str(c).strip() for c in row)]
    columns = [pa.array([_text(row[i]) if i < len(row) else None for row in body], pa.string()) for i in width]
    return pa.Table.from_arrays(columns, [header[i] for i in width])


def _cells(file: Path, feed: Feed) -> list[list]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()), read_only=True, data_only=True)
        sheet = book[feed.delivery["sheet"]] if "sheet" in feed.delivery else book.worksheets[0]
    except KeyError:
        raise Unreadable("sheet_missing", file=file.name, sheet=feed.delivery.get("sheet", "")) from None
    sheet.reset_dimensions()  # what a foreign writer states about the size of its sheet is often wrong
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def _find_header(rows: list[list], feed: Feed) -> int:
    """The line among the first twenty that holds most of the known names."""
    known = {plain(s) for sources in feed.names.values() for s in sources}
    scores = [sum(plain(c) in known for c in row if c is not None) for row in rows[:20]]
    return scores.index(max(scores)) if scores else 0


def _text(value) -> str | None:
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
