"""Excel workbooks with title lines above the header."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

from simulator.injector.sheet import Sheet

_HOUR = re.compile(rb"(<dcterms:(?:modified|created)[^>]*>)[^<]*(?=</dcterms)")


class Xlsx(Sheet):
    """A record is the number of the worksheet row. The first sheet counts; the header is its widest early line."""

    def __init__(self, data: bytes):
        import openpyxl

        self.book = openpyxl.load_workbook(io.BytesIO(data))
        self.sheet = self.book.worksheets[0]
        grid = list(self.sheet.iter_rows(values_only=True))
        filled = [sum(v is not None for v in line) for line in grid[:20]]
        self.head = filled.index(max(filled)) + 1
        header = [str(v) for v in grid[self.head - 1] if v is not None]
        numbers = [n for n, line in enumerate(grid, 1) if n > self.head and any(v is not None for v in line)]
        rows = [[_text(v) for v in grid[n - 1][:len(header)]] for n in numbers]
        self._load(header, rows, numbers)
        self.original, self.last = len(rows), max(numbers, default=self.head)

    def render(self, order=None, names=None, rows=None) -> bytes:
        if order is None and names is None and rows is None:
            for row in sorted(self.touched):
                self._write(row)
            return saved(self.book)
        return self._fresh(self.names(order, names), self.cells(order, rows))

    def _write(self, row: int) -> None:
        at = self.records[row] if row < self.original else self.last + row - self.original + 1
        like = self.records[row]
        for column, value in enumerate(self.rows[row], 1):
            source = self.sheet.cell(like, column).value
            kept = source if _text(source) == value else _as(value, source)
            if self.sheet.cell(at, column).value != kept:
                self.sheet.cell(at, column).value = kept

    def _fresh(self, names: list[str], rows: list[list[str | None]]) -> bytes:
        import openpyxl

        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = self.sheet.title
        for line in self.sheet.iter_rows(max_row=self.head - 1, values_only=True):
            if self.head > 1:
                sheet.append(list(line))
        for line in [names, *rows]:
            sheet.append(list(line))
        return saved(book)


def saved(book) -> bytes:
    """The workbook's bytes without the hour it was saved: the same content is the same file."""
    plain, out = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            data = _HOUR.sub(rb"\g<1>2026-01-01T00:00:00Z", source.read(item))
            target.writestr(zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _text(value) -> str | None:
    """The same text a reader of the file sees."""
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _as(value: str | None, was):
    """A number that is still one stays a number cell; anything else is typed text."""
    if value is not None and isinstance(was, (int, float)) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        return float(value) if "." in value else int(value)
    return value
