"""The machine-readable side of the standard: JSON Schema and XML Schema of a record, OpenAPI of the interfaces."""

from __future__ import annotations

import json
from pathlib import Path
from xml.sax.saxutils import quoteattr

from cli.standard import openapi
from expectations.model import Column, Contracts, Feed

NUMBERS = ("int", "bigint", "double", "decimal")
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def write(folder: Path, contracts: Contracts) -> None:
    """Writes `interfaces/` below the folder."""
    schemas, xsd = folder / "interfaces" / "schema", folder / "interfaces" / "xsd"
    for made in (schemas, xsd):
        made.mkdir(parents=True, exist_ok=True)
    for feed in contracts.feeds.values():
        _json(schemas / f"{feed.name}.json", {"$schema": DRAFT} | record(contracts, feed))
        if feed.delivery["format"] == "xml":
            (xsd / f"{feed.name}.xsd").write_text(xml_schema(contracts, feed), "utf-8")
    schemas = {feed.name: record(contracts, feed) for feed in contracts.feeds.values() if "path" in feed.source}
    _json(folder / "interfaces" / "openapi.json", openapi.described(contracts, schemas))


def record(contracts: Contracts, feed: Feed) -> dict:
    """JSON Schema of one record of the feed, by the fields' names. A code may be sent as code or as its label."""
    fields = {headers[0]: _field(contracts, feed, name) for name, headers in feed.names.items()}
    must = [feed.names[name][0] for name in feed.names if any(c.required for c in _columns(contracts, feed, name))]
    return {"title": feed.title, "type": "object", "properties": fields} | ({"required": must} if must else {})


def xml_schema(contracts: Contracts, feed: Feed) -> str:
    """XML Schema of the feed's record element. The namespace is the provider's; it is left out here."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">',
             f'<xs:element name={quoteattr(feed.delivery["record"].rsplit(".", 1)[-1])}><xs:complexType><xs:all>']
    for name, headers in feed.names.items():
        columns = _columns(contracts, feed, name)
        least = int(any(c.required for c in columns))
        title = "、".join(c.title for c in columns)
        lines.append(f'<xs:element name={quoteattr(headers[0])} type="xs:string" minOccurs="{least}">'
                     f"<xs:annotation><xs:documentation>{title}</xs:documentation></xs:annotation></xs:element>")
    return "\n".join([*lines, "</xs:all></xs:complexType></xs:element>", "</xs:schema>", ""])


def _columns(contracts: Contracts, feed: Feed, name: str) -> list[Column]:
    """The columns a field becomes as it stands, in every table."""
    return [contracts.tables[t.table].columns[m.column] for t in feed.targets.values() for m in t.mappings.values()
            if m.sources == (name,) and not m.expr and m.column in contracts.tables[t.table].columns]


def _field(contracts: Contracts, feed: Feed, name: str) -> dict:
    columns = _columns(contracts, feed, name)
    if not columns:
        return {"description": "见投递格式"}
    column = columns[0]
    said = {"title": column.title} | ({"description": column.description} if column.description else {})
    if column.codes:
        codes = contracts.codes[column.codes].values
        return said | {"enum": [*dict.fromkeys([*codes, *codes.values()]), None]}
    if column.type.startswith(NUMBERS):
        bounds = {k: v for k, v in (("minimum", column.minimum), ("maximum", column.maximum)) if v is not None}
        return said | {"type": ["number", "null"]} | bounds
    return said | {"type": ["boolean", "string", "null"] if column.type == "boolean" else ["string", "null"]}


def _json(file: Path, body: dict) -> None:
    file.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", "utf-8")
