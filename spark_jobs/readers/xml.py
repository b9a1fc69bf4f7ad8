"""XML with namespaces, read without entities or external references."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyarrow as pa

from expectations.model import Feed
from spark_jobs.readers.unreadable import Unreadable

_DECLARED = re.compile(rb"\A\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"'][^>]*?\?>")
NATIVE = ("utf-8", "utf8", "utf-16", "us-ascii", "iso-8859-1")


def read(file: Path, feed: Feed) -> pa.Table:
    """The children and attributes of every record element as text, under their local names, nested ones dotted;
    a name that stands several times in one record gives a JSON list."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    record = feed.delivery.get("record", "").split("/")[-1]
    data = decoded(file)
    if not data.strip():
        raise Unreadable("file_blank", file=file.name)
    try:
        root = fromstring(data)
    except DefusedXmlException:
        raise Unreadable("xml_entities", file=file.name) from None
    except ParseError as error:
        row, column = error.position
        raise Unreadable("not_xml", file=file.name, row=row, reason=f"{row}:{column + 1}") from None
    rows = [_fields(node) for node in root.iter() if _local(node.tag) == record]
    if not rows:
        raise Unreadable("record_missing", file=file.name, record=record)
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.Table.from_arrays([pa.array([r.get(n) for r in rows], pa.string()) for n in names], names)


def decoded(file: Path) -> bytes:
    """The parser knows few encodings; a file that declares another (GBK is usual) is recoded first."""
    data = file.read_bytes()
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
    encoding = declared.group(1).decode() if declared else "utf-8"
    if encoding.lower() in NATIVE:
        return data
    try:
        return data[declared.end():].decode(encoding).encode("utf-8")
    except (UnicodeDecodeError, LookupError):
        raise Unreadable("wrong_encoding", file=file.name, encoding=encoding, row=1) from None


def _local(tag) -> str:
    return str(tag).rsplit("}", 1)[-1]


def _fields(node) -> dict[str, str | None]:
    found: dict[str, list[str]] = {_local(name): [value] for name, value in node.attrib.items()}
    _collect(node, "", found)
    return {name: None if not values else values[0] if len(values) == 1 else json.dumps(values, ensure_ascii=False)
            for name, values in found.items()}


def _collect(node, prefix: str, found: dict[str, list[str]]) -> None:
    for child in node:
        name, text = prefix + _local(child.tag), (child.text or "").strip()
        values = found.setdefault(name, [])
        if text:
            values.append(text)
        if len(child):
            _collect(child, f"{name}.", found)
