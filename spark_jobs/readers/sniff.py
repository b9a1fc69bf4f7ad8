"""How an unknown file is written: format, encoding, delimiter, header line, the place of its records.

Told from its bytes, as a feed's `delivery` would say it. A guess for a person to look at: no load rests on it.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path

from firelake.messages import FirelakeError
from spark_jobs.readers.packed import check_zip, is_zip, unpacked
from spark_jobs.readers.xml import decoded

ENCODINGS = ("utf-8", "gb18030")
DELIMITERS = ",\t;|"
LINES = 20
NEARLY = 0.8  # of the widest line


def sniff(file: Path) -> dict:
    """The keys of `delivery` that say how the file is read. FirelakeError when it holds no table."""
    with unpacked(file) as plain:
        return _sniff(plain)


def _sniff(file: Path) -> dict:
    data = file.read_bytes()
    if data.startswith(b"PAR1"):
        return {"format": "parquet"}
    if is_zip(data[:4]):
        return {"format": "xlsx", **_workbook(file, data)}
    if data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return {"format": "xml", "record": _element(file)}
    encoding = next((e for e in ENCODINGS if _speaks(data, e)), None)
    text = data.decode(encoding).lstrip("\ufeff \t\r\n") if encoding else ""
    if not text:
        raise _no_table(file)
    if text[0] in "[{":
        return ({} if encoding == "utf-8" else {"encoding": encoding}) | _json(file, text)
    delimiter = max(DELIMITERS, key=lambda d: _divides(text, d))
    return {"format": "csv", "encoding": encoding} | ({} if delimiter == "," else {"delimiter": delimiter})


def _speaks(data: bytes, encoding: str) -> bool:
    try:
        return "\x00" not in data.decode(encoding)
    except UnicodeDecodeError:
        return False


def _divides(text: str, delimiter: str) -> tuple[float, int]:
    """Share of the first lines that have as many columns as the header, and how many; nothing where it has one."""
    try:
        rows = list(csv.reader(io.StringIO("\n".join(text.splitlines()[:LINES])), delimiter=delimiter))
    except csv.Error:  # a cell longer than anything people write
        return 0.0, 1
    widths = [len(row) for row in rows if row]
    return (widths.count(widths[0]) / len(widths), widths[0]) if widths and widths[0] > 1 else (0.0, 1)


def _json(file: Path, text: str) -> dict:
    try:
        document = json.loads(text)
    except RecursionError:
        raise _no_table(file) from None
    except ValueError:
        try:
            document = json.loads(text.splitlines()[0])
        except ValueError:
            raise _no_table(file) from None
        if not isinstance(document, dict):
            raise _no_table(file) from None
        return {"format": "jsonl"}
    path = _records(document)
    if path is not None:
        return {"format": "json"} | ({"record": ".".join(path)} if path else {})
    if isinstance(document, dict):
        return {"format": "jsonl"}
    raise _no_table(file)


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


def _element(file: Path) -> str:
    """The element that holds others, or says what it is in attributes, and occurs most often below the root."""
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(decoded(file))
    except Exception:
        raise _no_table(file) from None
    counts = Counter(str(node.tag).rsplit("}", 1)[-1] for node in root.iter() if (len(node) or node.attrib) and node is not root)
    if not counts or str(root.tag).lower() == "html":
        raise _no_table(file)
    return counts.most_common(1)[0][0]


def _workbook(file: Path, data: bytes) -> dict:
    """The first sheet with rows, and its header: the first line about as wide as those below it, which a title is not."""
    import openpyxl

    check_zip(file)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows = sheet.iter_rows(values_only=True, max_row=LINES)
            widths = [sum(cell is not None and str(cell).strip() != "" for cell in row) for row in rows]
            if max(widths, default=0) > 1:
                at = next(n for n, width in enumerate(widths) if width >= NEARLY * max(widths))
                return ({} if sheet is book.worksheets[0] else {"sheet": sheet.title}) | {"header_row": at + 1}
    except Exception:
        raise _no_table(file) from None
    raise _no_table(file)


def _no_table(file: Path) -> FirelakeError:
    return FirelakeError("draft_no_table", file=file.name)
