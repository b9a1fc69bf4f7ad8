"""How an unknown file is written: format, encoding, delimiter, header line, the place of its records.

Told from its bytes, as a feed's `delivery` would say it. A guess for a person to look at: no load rests on it.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from pathlib import Path

from firelake.messages import FirelakeError

ENCODINGS = ("utf-8", "gb18030")
DELIMITERS = ",\t;|"
LINES = 20


def sniff(file: Path) -> dict:
    """The keys of `delivery` that say how the file is read. FirelakeError when it holds no table."""
    data = file.read_bytes()
    if data.startswith(b"PAR1"):
        return {"format": "parquet"}
    if data.startswith(b"PK"):
        return {"format": "xlsx", **_workbook(file, data)}
    encoding = next((e for e in ENCODINGS if _speaks(data, e)), None)
    if not data.strip() or encoding is None:
        raise FirelakeError("draft_no_table", file=file.name)
    text = data.decode(encoding).lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return {"format": "xml", "record": _element(file, data)}
    found = {} if encoding == "utf-8" else {"encoding": encoding}
    if text[0] in "[{":
        return found | _json(file, text)
    delimiter = max(DELIMITERS, key=lambda d: _divides(text, d))
    return {"format": "csv", "encoding": encoding} | ({} if delimiter == "," else {"delimiter": delimiter})


def _speaks(data: bytes, encoding: str) -> bool:
    try:
        return "\x00" not in data.decode(encoding)
    except UnicodeDecodeError:
        return False


def _divides(text: str, delimiter: str) -> tuple[float, int]:
    """Share of the first lines that have as many columns as the header, and how many; nothing where it has one."""
    widths = [len(row) for row in csv.reader(io.StringIO("\n".join(text.splitlines()[:LINES])), delimiter=delimiter) if row]
    return (widths.count(widths[0]) / len(widths), widths[0]) if widths and widths[0] > 1 else (0.0, 1)


def _json(file: Path, text: str) -> dict:
    try:
        document = json.loads(text)
    except ValueError:
        try:
            json.loads(text.splitlines()[0])
        except ValueError:
            raise FirelakeError("draft_no_table", file=file.name) from None
        return {"format": "jsonl"}
    path = _records(document)
    if path is None:
        return {"format": "jsonl"} if isinstance(document, dict) else _refuse(file)
    return {"format": "json"} | ({"record": ".".join(path)} if path else {})


def _records(node, path: tuple = ()) -> tuple | None:
    """Where the longest list of objects lies."""
    if isinstance(node, list):
        return path if node and all(isinstance(item, dict) for item in node) else None
    if not isinstance(node, dict):
        return None
    found = [hit for name, value in node.items() if (hit := _records(value, (*path, name))) is not None]
    return max(found, key=lambda hit: len(_at(node, hit[len(path):])), default=None)


def _at(node, path: tuple):
    for name in path:
        node = node[name]
    return node


def _element(file: Path, data: bytes) -> str:
    """The element that holds others and occurs most often below the root."""
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(data)
    except Exception:
        return _refuse(file)
    counts = Counter(str(node.tag).rsplit("}", 1)[-1] for node in root.iter() if len(node) and node is not root)
    return counts.most_common(1)[0][0] if counts and str(root.tag).lower() != "html" else _refuse(file)


def _workbook(file: Path, data: bytes) -> dict:
    """The first sheet with rows, and the line of its header: the first of the widest lines of text."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        return _refuse(file)
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows(values_only=True, max_row=LINES))
        widths = [len({str(c).strip() for c in row if isinstance(c, str) and c.strip()}) for row in rows]
        if max(widths, default=0) > 1:
            chosen = {} if sheet.title == book.worksheets[0].title else {"sheet": sheet.title}
            return chosen | {"header_row": widths.index(max(widths)) + 1}
    return _refuse(file)


def _refuse(file: Path):
    raise FirelakeError("draft_no_table", file=file.name)
