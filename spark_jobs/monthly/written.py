"""The report of a month on disk: one HTML page that needs no network, and the same tables as a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import escape
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from firelake.messages import text
from firelake.spreadsheet import safe
from spark_jobs import inventory
from spark_jobs.monthly.facts import Month
from spark_jobs.monthly.sheets import Sheet
from spark_jobs.quality_page import STYLE

MORE = """.score{display:inline-block;margin:0 16px 8px 0;padding:8px 14px;border:1px solid #cfd8e3;border-radius:6px}
.score b{display:block;font-size:24px}nav a{margin-right:14px}td.n{text-align:right}h2{margin-top:32px}"""
WIDEST = 60


def page(file: Path, month: Month, sheets: list[Sheet]) -> Path:
    """Writes the page."""
    title, notice = _title(month), month.deployment.get("data_notice")
    cards = "".join(f'<span class="score">{text(f"dimension_{d}")}<b>{_shown(month.whole[""][d].share)}</b>'
                    f"<small>{month.whole[''][d].asked - month.whole[''][d].failed:,} / {month.whole[''][d].asked:,}</small></span>"
                    for d in inventory.DIMENSIONS if "" in month.whole)
    links = "".join(f'<a href="#s{n}">{escape(s.title)}</a>' for n, s in enumerate(sheets))
    body = "".join(f'<h2 id="s{n}">{escape(s.title)}</h2>{_table(s)}' for n, s in enumerate(sheets))
    made = text("report_made", checks=month.checks, fingerprint=month.fingerprint, month=month.month)
    whole = (f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}{MORE}</style>'
             f"<h1>{escape(title)}</h1><p>{escape(made)}</p>{f'<p><b>{escape(notice)}</b></p>' if notice else ''}"
             f"<p>{cards}</p><nav>{links}</nav>{body}</html>")
    return _kept(file, lambda draft: draft.write_text(whole, "utf-8"))


def book(file: Path, month: Month, sheets: list[Sheet]) -> Path:
    """Writes the workbook: a sheet of what it is, then one per table."""
    made = openpyxl.Workbook()
    about = made.active
    about.title = month.month
    about.append([_title(month)])
    about.append([text("report_made", checks=month.checks, fingerprint=month.fingerprint, month=month.month)])
    about.append([month.deployment.get("data_notice")])
    for n, sheet in enumerate(sheets, 1):
        _fill(made.create_sheet(f"{n} {sheet.title}".replace(" · ", "-").replace("：", "-")[:31]), sheet)
    return _kept(file, made.save)


def _kept(file: Path, write: Callable[[Path], object]) -> Path:
    """Written beside and renamed: a kill leaves the report that was there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}")
    write(draft)
    return draft.rename(file)


def _title(month: Month) -> str:
    return text("report_title", title=month.deployment["title"], month=month.month)


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
    number = isinstance(value, (int, float))
    return f'<td{" class=n" if number else ""}>{escape(_shown(value))}</td>'


def _shown(value: object) -> str:
    if value is None:
        return "—"
    if isinstance(value, float):
        return "100%" if value == 1 else f"{min(value, 0.9999):.2%}"  # what is not whole must not look whole
    return f"{value:,}" if isinstance(value, int) else value.isoformat() if isinstance(value, dt.date) else str(value)
