"""Tables of plain cells for people: as one HTML page that needs no network, and as a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from firelake.messages import text
from firelake.spreadsheet import safe
from spark_jobs.quality_page import STYLE

MORE = """.score{display:inline-block;margin:0 16px 8px 0;padding:8px 14px;border:1px solid #cfd8e3;border-radius:6px}
.score b{display:block;font-size:24px}nav a{margin-right:14px}td.n{text-align:right}h2{margin-top:32px}"""
WIDEST = 60


@dataclass(frozen=True)
class Sheet:
    """A titled table. A share is a float and shown as a percentage, any other broken number is a Decimal; a cell with several
    lines is a tuple."""

    title: str
    head: tuple[str, ...]
    rows: list[tuple]


def page(file: Path, notes: list[str | None], sheets: list[Sheet], above: str = "") -> Path:
    """Writes the page: the first note is its title, the last is shown in bold; `above` is HTML that stands before the tables."""
    title, *about, notice = notes
    links = "".join(f'<a href="#s{n}">{escape(s.title)}</a>' for n, s in enumerate(sheets))
    body = "".join(f'<h2 id="s{n}">{escape(s.title)}</h2>{_table(s)}' for n, s in enumerate(sheets))
    said = "".join(f"<p>{escape(line)}</p>" for line in about if line) + (f"<p><b>{escape(notice)}</b></p>" if notice else "")
    whole = (f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}{MORE}</style>'
             f"<h1>{escape(title)}</h1>{said}{above}<nav>{links}</nav>{body}</html>")
    return _kept(file, lambda draft: draft.write_text(whole, "utf-8"))


def book(file: Path, name: str, notes: list[str | None], sheets: list[Sheet]) -> Path:
    """Writes the workbook: a sheet `name` of what it is, then one per table."""
    made = openpyxl.Workbook()
    about = made.active
    about.title = name
    for line in notes:
        about.append([line])
    for n, sheet in enumerate(sheets, 1):
        _fill(made.create_sheet(f"{n} {sheet.title}".replace(" · ", "-").replace("：", "-")[:31]), sheet)
    return _kept(file, made.save)


def shown(value: object) -> str:
    """A cell as a person reads it."""
    if value is None:
        return "—"
    if isinstance(value, float):
        return "100%" if value == 1 else f"{min(value, 0.9999) if 0 < value < 1 else value:.2%}"  # what is not whole must not look whole
    if isinstance(value, (int, Decimal)):
        return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _kept(file: Path, write: Callable[[Path], object]) -> Path:
    """Written beside and renamed: a kill leaves what was there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}")
    write(draft)
    return draft.rename(file)


def _fill(page, sheet: Sheet) -> None:
    page.append(list(sheet.head))
    for cell in page[1]:
        cell.font = Font(bold=True)
    for row in sheet.rows:
        page.append([safe("\n".join(v) if isinstance(v, tuple) else v) for v in row])
        for cell in page[page.max_row]:
            if isinstance(cell.value, float):
                cell.number_format = "0.00%"
            elif isinstance(cell.value, str) and "\n" in cell.value:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = "A2"
    for n, head in enumerate(sheet.head, 1):
        longest = max((_width(v) for row in sheet.rows if (v := row[n - 1]) is not None), default=0)
        page.column_dimensions[get_column_letter(n)].width = min(WIDEST, max(_width(head), longest) + 2)


def _width(value: object) -> int:
    """Columns the longest line takes; a Chinese character takes two."""
    lines = value if isinstance(value, tuple) else (str(value),)
    return max((sum(2 if ord(c) > 0x2E80 else 1 for c in line) for line in lines), default=0)


def _table(sheet: Sheet) -> str:
    if not sheet.rows:
        return f"<p>{text('report_none')}</p>"
    head = "".join(f"<th>{escape(h)}</th>" for h in sheet.head)
    rows = "".join("<tr>" + "".join(_cell(v) for v in row) + "</tr>" for row in sheet.rows)
    return f"<table><tr>{head}</tr>{rows}</table>"


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return f"<td>{'<br>'.join(escape(v) for v in value)}</td>"
    number = isinstance(value, (int, float, Decimal))
    return f'<td{" class=n" if number else ""}>{escape(shown(value))}</td>'
