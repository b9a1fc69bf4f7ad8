"""Cells → the bytes of a file as the source system exports it. The same cells always give the same bytes."""

from __future__ import annotations

import io
import json

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

from simulator.injector.sheet_xlsx import saved
from simulator.sources import Source

TITLE = "青海省消防救援总队{name}导出表（{stamp}）"
NAMESPACE = "urn:qinghai:exchange:registration:1"
PREFIX = "ex"


def render(source: Source, cells: pa.Table, stamp: str) -> bytes:
    """The whole file."""
    return WRITERS[source.format](source, cells, stamp)


def _csv(source: Source, cells: pa.Table, stamp: str) -> bytes:
    """GB18030, lines ended as Windows ends them."""
    out = io.BytesIO()
    pv.write_csv(cells, out, pv.WriteOptions(include_header=False, quoting_style="none"))
    text = ",".join(cells.column_names) + "\n" + out.getvalue().decode("utf-8")
    return text.replace("\n", "\r\n").encode("gb18030")


def _xlsx(source: Source, cells: pa.Table, stamp: str) -> bytes:
    """A title line above the header."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(source.where)
    sheet.append([TITLE.format(name=source.where, stamp=stamp)])
    sheet.append(cells.column_names)
    for row in zip(*(column.to_pylist() for column in cells.columns)):
        sheet.append(row)
    return saved(book)


def _json(source: Source, cells: pa.Table, stamp: str) -> bytes:
    """The answer of an exchange interface: the list lies at the path of the source."""
    node: object = cells.to_pylist()
    for name in reversed(source.where.split(".")):
        node = {name: node}
    return (json.dumps({"code": 200, "message": "成功", **node}, ensure_ascii=False) + "\n").encode("utf-8")


def _jsonl(source: Source, cells: pa.Table, stamp: str) -> bytes:
    """One compact object per line."""
    parts: list = []
    for name, column in zip(cells.column_names, cells.columns):
        words = pa.types.is_string(column.type)
        value = pc.binary_join_element_wise('"', column, '"', "") if words else column.cast(pa.string())
        parts += [("," if parts else "{") + json.dumps(name) + ":", pc.fill_null(value, "null")]
    return _lines(pc.binary_join_element_wise(*parts, "}", ""))


def _xml(source: Source, cells: pa.Table, stamp: str) -> bytes:
    """One element per record, one child per field, all in the platform's namespace."""
    tag = f"{PREFIX}:{source.where}"
    parts: list = [f" <{tag}>"]
    for name, column in zip(cells.column_names, cells.columns):
        parts += [f"<{PREFIX}:{name}>", pc.fill_null(column.cast(pa.string()), ""), f"</{PREFIX}:{name}>"]
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{PREFIX}:package xmlns:{PREFIX}="{NAMESPACE}">\n'
    body = _lines(pc.binary_join_element_wise(*parts, f"</{tag}>", ""))
    return head.encode("utf-8") + body + f"</{PREFIX}:package>\n".encode()


def _lines(lines: pa.ChunkedArray) -> bytes:
    """ValueError when a value would need escaping: no value of this province does."""
    text = "\n".join(lines.to_pylist()) + "\n"
    if "\\" in text or "&" in text:
        raise ValueError("a value needs escaping")
    return text.encode("utf-8")


WRITERS = {"csv": _csv, "xlsx": _xlsx, "json": _json, "jsonl": _jsonl, "xml": _xml}
