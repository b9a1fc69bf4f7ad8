"""The report of a month on disk: what stands above its tables."""

from __future__ import annotations

from pathlib import Path

from firelake.messages import text
from spark_jobs import inventory, sheet
from spark_jobs.monthly.facts import Month
from spark_jobs.sheet import Sheet


def page(file: Path, month: Month, sheets: list[Sheet]) -> Path:
    """Writes the page, with the scores of the month above its tables."""
    cards = "".join(f'<span class="score">{text(f"dimension_{d}")}<b>{sheet.shown(month.whole[""][d].share)}</b>'
                    f"<small>{month.whole[''][d].asked - month.whole[''][d].failed:,} / {month.whole[''][d].asked:,}</small></span>"
                    for d in inventory.DIMENSIONS if "" in month.whole)
    return sheet.page(file, _notes(month), sheets, f"<p>{cards}</p>")


def book(file: Path, month: Month, sheets: list[Sheet]) -> Path:
    """Writes the workbook."""
    return sheet.book(file, month.month, _notes(month), sheets)


def _notes(month: Month) -> list[str | None]:
    return [text("report_title", title=month.deployment["title"], month=month.month),
            text("report_made", checks=month.checks, fingerprint=month.fingerprint, month=month.month),
            month.deployment.get("data_notice")]
