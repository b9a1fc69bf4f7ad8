"""XML with namespaces, read without entities or external references."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from expectations.model import Feed
from spark_jobs.readers.unreadable import Unreadable


def read(file: Path, feed: Feed) -> pa.Table:
    """The children and attributes of every record element as text, under their local names."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, parse

    record = feed.delivery.get("record", "").split("/")[-1]
    try:
        root = parse(file).getroot()
    except DefusedXmlException as error:
        raise Unreadable("xml_entities", file=file.name) from error
    except ParseError as error:
        raise Unreadable("not_xml", file=file.name, row=error.position[0], reason=str(error)[:80]) from error
    except (UnicodeDecodeError, ValueError, LookupError) as error:
        raise Unreadable("not_xml", file=file.name, row=0, reason=str(error)[:80]) from error
    rows = [_fields(node) for node in root.iter() if _local(node.tag) == record]
    if not rows and not record:
        raise Unreadable("record_missing", file=file.name, record=feed.delivery.get("record", ""))
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not rows and _local(root.tag).lower() in ("html", "error"):
        raise Unreadable("record_missing", file=file.name, record=record)
    return pa.Table.from_arrays([pa.array([r.get(n) for r in rows], pa.string()) for n in names], names)


def _local(tag) -> str:
    return str(tag).rsplit("}", 1)[-1]


def _fields(node) -> dict[str, str | None]:
    fields = {_local(name): value for name, value in node.attrib.items()}
    for child in node:
        text = (child.text or "").strip()
        fields[_local(child.tag)] = text or None
    return fields
