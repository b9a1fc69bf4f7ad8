"""CSV in any encoding and delimiter."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc

from expectations.model import Feed
from spark_jobs.readers.unreadable import Unreadable


def read(file: Path, feed: Feed) -> pa.Table:
    """All columns as text, in the order of the file."""
    encoding = feed.delivery.get("encoding", "utf-8")
    data = _utf8(file, encoding)
    head = bytes(data[:300]).lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"{", b"[{")):
        raise Unreadable("not_csv", file=file.name, begins=bytes(data[:40]).decode("utf-8", "replace"))
    header = next(_csv(io.StringIO(bytes(data[: data.find(b"\n") + 1 or len(data)]).decode("utf-8")), feed), [])
    if len(set(header)) < len(header):
        twin = next(c for c in header if header.count(c) > 1)
        raise Unreadable("column_twice", file=file.name, column=twin)
    faults: list = []

    def fault(row):
        faults.append(row)
        return "error"

    try:
        return pc.read_csv(
            pa.py_buffer(data),
            read_options=pc.ReadOptions(block_size=1 << 24, use_threads=True),
            parse_options=pc.ParseOptions(delimiter=feed.delivery.get("delimiter", ","), newlines_in_values=b'"' in data,
                                          invalid_row_handler=fault),
            convert_options=pc.ConvertOptions(column_types={c: pa.string() for c in header}, strings_can_be_null=True,
                                              null_values=[""], quoted_strings_can_be_null=True),
        )
    except pa.ArrowInvalid as error:
        if faults:
            row = faults[0]
            raise Unreadable("row_broken", file=file.name, row=_row_number(data, row.text), expected=row.expected_columns,
                             actual=row.actual_columns) from error
        raise Unreadable("not_readable", file=file.name, reason=str(error).splitlines()[0][:120]) from error


def _csv(lines, feed: Feed):
    import csv

    return csv.reader(lines, delimiter=feed.delivery.get("delimiter", ","))


def _row_number(data: bytes, text: str) -> int:
    """1-based data row of a broken line, as an editor would count it."""
    at = data.find(text.encode("utf-8"))
    return data.count(b"\n", 0, at) if at >= 0 else 0


def _utf8(file: Path, encoding: str) -> bytes:
    """The bytes as UTF-8 without mark. A text that is not in the declared encoding is refused whole."""
    data = file.read_bytes()
    if data.startswith(b"\xef\xbb\xbf"):
        if encoding.lower().replace("-", "") not in ("utf8", "utf8sig"):
            raise Unreadable("wrong_encoding", file=file.name, encoding=encoding, row=1)
        return data[3:]
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start)
        raise Unreadable("wrong_encoding", file=file.name, encoding=encoding, row=row) from error
    if "\x00" in text[:4096]:
        raise Unreadable("wrong_encoding", file=file.name, encoding=encoding, row=0)
    return data if encoding.lower().replace("-", "") in ("utf8", "utf8sig") else text.encode("utf-8")
