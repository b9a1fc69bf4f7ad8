"""Damage to a whole file: what makes a reader refuse it, and what it must bear."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from simulator.injector.sheet import Sheet

HTML = ("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>系统维护</title></head>\n"
        "<body><h1>502 Bad Gateway</h1><p>数据共享平台正在维护，请稍后再试。</p></body></html>\n")


def _encoding(name: str, data: bytes, sheet: Sheet, rng: Random) -> bytes | None:
    """Text in the other of the two encodings of the country; plain ASCII in the one of a desktop export."""
    if name.endswith(".xlsx"):
        return None
    text, other = _text(data)
    return text.encode("utf-16" if text.isascii() else other)


def _text(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), "gb18030"
    except UnicodeDecodeError:
        return data.decode("gb18030"), "utf-8"


def _truncated(name, data, sheet, rng):
    """The transfer broke off in the middle of a row."""
    cut = int(len(data) * rng.uniform(0.4, 0.8))
    if name.endswith((".csv", ".jsonl", ".ndjson")):
        start, end = data.rfind(b"\n", 0, cut) + 1, data.find(b"\n", cut)
        if start == 0 or end < 0:
            return None
        cut = start + max(1, (end - start) // 3)
    return data[:cut]


def _column_missing(name, data, sheet, rng):
    return sheet.render(order=list(range(1, len(sheet.header))))


def _header_renamed(name, data, sheet, rng):
    return sheet.render(order=list(range(len(sheet.header))), names=["col_1", *sheet.header[1:]])


def _header_only(name, data, sheet, rng):
    return None if name.endswith((".jsonl", ".ndjson")) else sheet.render(rows=[])


def _wrong_sha256(name, data, sheet, rng):
    """One byte more than the sender hashed."""
    return data + (b"\0" if name.endswith(".xlsx") else b"\n")


def _header_spelling(name, data, sheet, rng):
    """Headers retyped by hand: blanks around and inside."""
    if not name.endswith((".csv", ".xlsx")):
        return None
    at = rng.randrange(len(sheet.header))
    names = [h if i != at else f" {h[:1]}\u3000{h[1:]} " for i, h in enumerate(sheet.header)]
    return sheet.render(order=list(range(len(names))), names=names)


def _extra_column(name, data, sheet, rng):
    width = len(sheet.header)
    return sheet.render(order=list(range(width + 1)), names=[*sheet.header, "填表说明"])


def _reordered(name, data, sheet, rng):
    order = list(range(len(sheet.header)))
    rng.shuffle(order)
    return sheet.render(order=order, names=[sheet.header[i] for i in order])


def _tenth(name, data, sheet, rng):
    rows = range(len(sheet.rows))
    return sheet.render(rows=sorted(rng.sample(rows, max(1, len(rows) // 10))))


def _doubled(name, data, sheet, rng):
    return sheet.render(rows=[*range(len(sheet.rows))] * 2)


def _wrong_numbers(name, data, sheet, rng):
    """A few believable wrong numbers, which only the sender can notice."""
    from simulator.injector.rows import believable_change
    from simulator.injector.shapes import columns

    found, changed = columns(sheet), 0
    for row in rng.sample(range(len(sheet.rows)), max(1, len(sheet.rows) // 100)):
        change = believable_change(found, sheet.rows[row], rng)
        if change:
            sheet.set(row, change[0].at, change[1])
            changed += 1
    return sheet.render() if changed else None


SPOIL: dict[str, Callable[[str, bytes, Sheet, Random], bytes | None]] = {
    "wrong_encoding": _encoding,
    "html_page": lambda name, data, sheet, rng: HTML.encode("utf-8"),
    "truncated": _truncated,
    "column_missing": _column_missing,
    "header_renamed": _header_renamed,
    "empty_file": lambda name, data, sheet, rng: b"",
    "header_only": _header_only,
    "wrong_sha256": _wrong_sha256,
    "header_spelling": _header_spelling,
    "extra_column": _extra_column,
    "columns_reordered": _reordered,
    "tenth_of_rows": _tenth,
    "every_key_doubled": _doubled,
    "corrected": _wrong_numbers,
}
