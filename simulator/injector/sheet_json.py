"""JSON documents with one list of records, and JSON lines."""

from __future__ import annotations

import copy
import json
import re

from simulator.injector.sheet import Sheet

COMPACT = {"ensure_ascii": False, "separators": (",", ":")}
STYLES = (COMPACT, {"ensure_ascii": False}, {"ensure_ascii": False, "indent": 1}, {"ensure_ascii": False, "indent": 2},
          {"ensure_ascii": False, "indent": 4}, {"indent": 2}, {})


class _Records(Sheet):
    """A record is the parsed object; nested names are joined with dots."""

    def _load_objects(self, objects: list[dict]) -> None:
        flat = [_flatten(item) for item in objects]
        header = list(dict.fromkeys(name for item in flat for name in item))
        self._load(header, [[_text(item.get(name)) for name in header] for item in flat], objects)

    def _copy(self, record: dict) -> dict:
        return copy.deepcopy(record)

    def _object(self, row: int) -> dict:
        """The record with the touched cells written into it; a number stays a number."""
        record = copy.deepcopy(self.records[row])
        was = _flatten(record)
        for name, value in zip(self.header, self.rows[row]):
            if _text(was.get(name)) != value:
                _put(record, name.split("."), _as(value, was.get(name)))
        return record

    def _objects(self, order, names, rows) -> list[dict]:
        if order is None and names is None and rows is None:
            return [self._object(i) if i in self.touched else r for i, r in enumerate(self.records)]
        if order is None and names is None:
            return [self._object(i) for i in rows]
        names = self.names(order, names)
        return [dict(zip(names, values)) for values in self.cells(order, rows)]


class JsonLines(_Records):
    def __init__(self, data: bytes):
        self.lines = [line for line in data.decode("utf-8").split("\n") if line.strip()]
        objects = [json.loads(line) for line in self.lines]
        self.style = _style(self.lines[0], objects[0]) if objects else COMPACT
        self._load_objects(objects)

    def render(self, order=None, names=None, rows=None) -> bytes:
        if order is None and names is None and rows is None:
            lines = [json.dumps(self._object(i), **self.style) if i in self.touched else self.lines[i]
                     for i in range(len(self.records))]
        else:
            lines = [json.dumps(item, **self.style) for item in self._objects(order, names, rows)]
        return "".join(line + "\n" for line in lines).encode("utf-8")


class Json(_Records):
    def __init__(self, data: bytes):
        text = data.decode("utf-8-sig")
        self.document = json.loads(text)
        self.path = _list_path(self.document)
        self.style = _style(text, self.document)
        self.tail = "\n" if text.endswith("\n") else ""
        self._load_objects(_at(self.document, self.path))

    def render(self, order=None, names=None, rows=None) -> bytes:
        objects = self._objects(order, names, rows)
        document = copy.deepcopy(self.document) if self.path else objects
        if self.path:
            _at(document, self.path[:-1])[self.path[-1]] = objects
        return (json.dumps(document, **self.style) + self.tail).encode("utf-8")


def _style(text: str, value) -> dict:
    """The way the partner's program prints, so that a damaged file differs in its damage only."""
    return next((s for s in STYLES if json.dumps(value, **s) == text.rstrip("\n")), STYLES[1])


def _list_path(node, path: tuple = ()) -> tuple:
    """Where the list of records is: the first list of objects, breadth first."""
    if isinstance(node, list):
        return path
    nested = [(k, v) for k, v in node.items() if isinstance(v, (dict, list))]
    for name, value in sorted(nested, key=lambda item: isinstance(item[1], dict)):
        return _list_path(value, (*path, name))
    raise ValueError("no list of records")


def _at(node, path: tuple):
    for name in path:
        node = node[name]
    return node


def _flatten(record: dict, prefix: str = "") -> dict:
    flat = {}
    for name, value in record.items():
        flat |= _flatten(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
    return flat


def _text(value) -> str | None:
    if value is None or value == "":
        return None
    return json.dumps(value) if isinstance(value, (bool, list)) else str(value)


def _as(value: str | None, was) -> object:
    """A number that is still one is written as a number."""
    number = isinstance(was, (int, float)) and not isinstance(was, bool) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value or "")
    return (float(value) if "." in value else int(value)) if number else value


def _put(record: dict, path: list[str], value) -> None:
    for name in path[:-1]:
        record = record.setdefault(name, {})
    record[path[-1]] = value
