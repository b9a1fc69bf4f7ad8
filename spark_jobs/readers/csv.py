"""CSV in any encoding and delimiter. Rows in sentences are lines of the file as an editor counts them."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc

from expectations.model import Feed
from spark_jobs.readers.quotes import open_quote
from spark_jobs.readers.unreadable import Unreadable, markup

UTF8 = ("utf8", "utf8sig")
LONGEST_HEADER = 1 << 20


def read(file: Path, feed: Feed) -> pa.Table:
    """All columns as text, in the order of the file."""
    delimiter = feed.delivery.get("delimiter", ",")
    data = _utf8(file, feed.delivery.get("encoding", "utf-8"))
    if not data.strip():
        raise Unreadable("file_blank", file=file.name)
    if begins := markup(data):
        raise Unreadable("not_csv", file=file.name, begins=begins)
    at = open_quote(data, delimiter)
    if at is not None:
        raise Unreadable("quote_open", file=file.name, row=_line(data, at))
    header = _header(data, delimiter)
    faults: list = []

    def fault(row):
        faults.append(row)
        return "error"

    try:
        table = pc.read_csv(
            pa.py_buffer(data),
            read_options=pc.ReadOptions(block_size=1 << 24, use_threads=True),
            parse_options=pc.ParseOptions(delimiter=delimiter, newlines_in_values=b'"' in data, invalid_row_handler=fault),
            convert_options=pc.ConvertOptions(column_types={c: pa.string() for c in header}, strings_can_be_null=True,
                                              null_values=[""], quoted_strings_can_be_null=True),
        )
    except pa.ArrowInvalid:
        if faults:
            expected, actual = faults[0].expected_columns, faults[0].actual_columns
            row = _ragged(data, delimiter, expected)
            raise Unreadable("row_broken", file=file.name, row=row, expected=expected, actual=actual) from None
        raise Unreadable("not_readable", file=file.name, reason="CSV") from None
    if table.column_names != header:
        raise Unreadable("not_readable", file=file.name, reason="CSV")
    return table


def _rows(data: bytes, delimiter: str):
    import csv

    return csv.reader(io.StringIO(data.decode("utf-8", "replace"), newline=""), delimiter=delimiter)


def _header(data: bytes, delimiter: str) -> list[str]:
    """The first line that is not blank; it may hold quoted line breaks."""
    return next((row for row in _rows(data[:LONGEST_HEADER], delimiter) if row), [])


def _ragged(data: bytes, delimiter: str, expected: int) -> int:
    """Line on which the first row with another number of columns begins."""
    rows, line = _rows(data, delimiter), 1
    for row in rows:
        if row and len(row) != expected:
            return line
        line = rows.line_num + 1
    return line


def _line(data: bytes, at: int) -> int:
    return len(re.findall(rb"\r\n|\n|\r", data[:at])) + 1


def _utf8(file: Path, encoding: str) -> bytes:
    """The bytes as UTF-8 without mark. A text that is not in the declared encoding is refused whole."""
    data, is_utf8 = file.read_bytes(), encoding.lower().replace("-", "").replace("_", "") in UTF8
    if data.startswith(b"\xef\xbb\xbf"):
        if not is_utf8:
            raise Unreadable("wrong_encoding", file=file.name, encoding=encoding, row=1)
        data = data[3:]
    if not data.isascii():
        if not is_utf8 and _speaks_utf8(data):
            raise Unreadable("wrong_encoding", file=file.name, encoding=encoding, row=1)
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            raise Unreadable("wrong_encoding", file=file.name, encoding=encoding, row=_line(data, error.start)) from None
        data = data if is_utf8 else text.encode("utf-8")
    if (at := data.find(b"\x00")) >= 0:
        raise Unreadable("wrong_encoding", file=file.name, encoding=encoding, row=_line(data, at))
    return data


def _speaks_utf8(data: bytes) -> bool:
    """Valid UTF-8 with characters of three bytes is no accident of another encoding."""
    try:
        return bool(re.search("[\u0800-\U0010ffff]", data.decode("utf-8")))
    except UnicodeDecodeError:
        return False
