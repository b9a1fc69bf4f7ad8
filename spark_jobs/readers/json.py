"""JSON documents with a list inside, and JSON lines."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pyarrow as pa

from expectations.model import Feed
from spark_jobs.readers.unreadable import Unreadable, markup


def read(file: Path, feed: Feed) -> pa.Table:
    """All fields as text, nested ones under dotted names; a record that lacks a field has null there."""
    encoding = feed.delivery.get("encoding", "utf-8")
    data = file.read_bytes()
    try:
        text = data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise Unreadable("wrong_encoding", file=file.name, encoding=encoding, row=row) from None
    if not text.strip():
        raise Unreadable("file_blank", file=file.name)
    if text.lstrip()[0] == "<":
        raise Unreadable("not_json", file=file.name, row=1, reason=markup(text[:300].encode()))
    parse = partial(json.loads, parse_float=str, parse_int=str, object_pairs_hook=partial(_object, file.name))
    records = _lines(text, file, parse) if feed.delivery["format"] == "jsonl" else _document(text, file, feed, parse)
    flat = [_flatten(record) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))
    return pa.Table.from_arrays([pa.array([r.get(n) for r in flat], pa.string()) for n in names], names)


def _object(file: str, pairs: list[tuple]) -> dict:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise Unreadable("column_twice", file=file, column=next(n for n in names if names.count(n) > 1)[:40])
    return found


def _lines(text: str, file: Path, parse) -> list[dict]:
    records = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                record = parse(line)
            except ValueError as error:
                raise Unreadable("not_json", file=file.name, row=number, reason=error.msg) from None
            if not isinstance(record, dict):
                raise Unreadable("not_json", file=file.name, row=number, reason="not an object")
            records.append(record)
    return records


def _document(text: str, file: Path, feed: Feed, parse) -> list[dict]:
    try:
        node = parse(text)
    except ValueError as error:
        raise Unreadable("not_json", file=file.name, row=error.lineno, reason=error.msg) from None
    for step in filter(None, (feed.delivery.get("record") or "").split(".")):
        if not isinstance(node, dict) or step not in node:
            raise Unreadable("record_missing", file=file.name, record=feed.delivery["record"])
        node = node[step]
    if not isinstance(node, list) or not all(isinstance(record, dict) for record in node):
        raise Unreadable("record_missing", file=file.name, record=feed.delivery.get("record") or "(list)")
    return node


def _flatten(record: dict, prefix: str = "") -> dict[str, str | None]:
    flat: dict[str, str | None] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            flat[prefix + name] = json.dumps(value, ensure_ascii=False)
        elif isinstance(value, bool):
            flat[prefix + name] = "true" if value else "false"
        else:
            flat[prefix + name] = None if value is None else str(value)
    return flat
