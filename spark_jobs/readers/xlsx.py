"""Excel workbooks: a title line above the header, merged cells and several sheets are usual."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pyarrow as pa

from expectations.model import Feed
from spark_jobs.readers.headers import plain
from spark_jobs.readers.unreadable import Unreadable

LARGEST = 1 << 30
STEEPEST = 200


def read(file: Path, feed: Feed) -> pa.Table:
    """All columns as text; a date or time cell as ISO text; the header found by the names the feed knows."""
    import openpyxl

    _check_zip(file)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        sheet = book[feed.delivery["sheet"]] if "sheet" in feed.delivery else book.worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    except KeyError as error:
        raise Unreadable("sheet_missing", file=file.name, sheet=feed.delivery.get("sheet", "")) from error
    except Exception as error:
        raise Unreadable("not_readable", file=file.name, reason=str(error).splitlines()[0][:120]) from error
    at = feed.delivery.get("header_row", 0) - 1
    at = at if at >= 0 else _find_header(rows, feed)
    header = [str(c).strip() if c is not None else "" for c in rows[at]] if rows else []
    width = [i for i, name in enumerate(header) if name]
    body = [row for row in rows[at + 1:] if any(c is not None and str(c).strip() for c in row)]
    names = [header[i] for i in width]
    if len(set(names)) < len(names):
        raise Unreadable("column_twice", file=file.name, column=next(n for n in names if names.count(n) > 1))
    columns = [pa.array([_text(row[i]) if i < len(row) else None for row in body], pa.string()) for i in width]
    return pa.Table.from_arrays(columns, names)


def _check_zip(file: Path) -> None:
    """A bomb is refused before it is opened: size and ratio of what it would unpack to."""
    try:
        with zipfile.ZipFile(file) as archive:
            size = sum(item.file_size for item in archive.infolist())
            packed = max(1, sum(item.compress_size for item in archive.infolist()))
            if size > LARGEST or size / packed > STEEPEST:
                raise Unreadable("zip_bomb", file=file.name, megabytes=size >> 20)
            broken = archive.testzip()
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise Unreadable("truncated", file=file.name) from error
    except Exception as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("truncated", file=file.name) from error
    if broken:
        raise Unreadable("truncated", file=file.name)


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
