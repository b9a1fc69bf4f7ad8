"""JSON documents with a list inside, and JSON lines."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa

from expectations.model import Feed
from spark_jobs.readers.unreadable import Unreadable


def read(file: Path, feed: Feed) -> pa.Table:
    """All fields as text, nested ones under dotted names; a record that lacks a field has null there."""
    encoding = feed.delivery.get("encoding", "utf-8-sig")
    try:
        text = file.read_bytes().decode("utf-8-sig" if encoding.lower() == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("wrong_encoding", file=file.name, encoding=encoding, row=0) from error
    if text.lstrip()[:1] == "<":
        raise Unreadable("not_json", file=file.name, row=1, reason=text.lstrip()[:40])
    records = _lines(text, file) if feed.delivery["format"] == "jsonl" else _document(text, file, feed)
    flat = [_flatten(record) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))
    return pa.Table.from_arrays([pa.array([r.get(n) for r in flat], pa.string()) for n in names], names)


def _lines(text: str, file: Path) -> list[dict]:
    records = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                record = json.loads(line, parse_float=str, parse_int=str)
            except ValueError as error:
                raise Unreadable("not_json", file=file.name, row=number, reason=str(error)[:80]) from error
            if not isinstance(record, dict):
                raise Unreadable("not_json", file=file.name, row=number, reason="not an object")
            records.append(record)
    return records


def _document(text: str, file: Path, feed: Feed) -> list[dict]:
    try:
        node = json.loads(text, parse_float=str, parse_int=str)
    except ValueError as error:
        raise Unreadable("not_json", file=file.name, row=getattr(error, "lineno", 0), reason=str(error)[:80]) from error
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
