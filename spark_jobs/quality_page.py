"""The auditor's page over Great Expectations' Data Docs: every table, its verdict, why, since when, and the pages behind it.

Data Docs draw their own index with scripts from the internet, and say it in English. This page is plain HTML in their place, and
nothing in the site asks an outside address any more.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import time
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from expectations.model import Contracts
from firelake.messages import text

# What a page fetches from elsewhere, and the publisher's own footer.
OUTSIDE = re.compile(r"""<script[^>]*\bsrc=["']https?:[^>]*>\s*</script>|<(?:link|img)\b[^>]*["']https?:[^>]*>|<footer.*?</footer>"""
                     r"""|url\(\s*["']?https?:[^)]*\)""", re.S)
STYLE = """body{font:15px/1.6 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;margin:24px;color:#1c2733}table{border-collapse:collapse}
td,th{border:1px solid #cfd8e3;padding:6px 10px;text-align:left;vertical-align:top}th{background:#eef3f8}
.no{color:#b3261e;font-weight:700}.yes{color:#1b7f4b}small{color:#5f6f80}"""
HEAD = ("quality_table", "quality_verdict", "quality_why", "quality_since", "quality_shown", "quality_at", "quality_detail")
SHOWN = 2  # newest pages of each kind that are linked


def standing(lake) -> list[dict]:
    """Per audited table: the last verdict and its reasons, since when it is behind, and how far gold's data reach."""
    query = f"""
        select table_name, max(audited_at) as audited_at, max_by(passed, audited_at) as passed,
            max_by(failed_checks, audited_at) as failed_checks, max_by(blocking_since, audited_at) as blocking_since,
            max_by(as_of, audited_at) filter (where passed) as shown_until
        from {lake.name('ops.gate')} group by table_name order by passed, table_name"""
    return [row.asDict() for row in lake.rows(query)]


def write(site: Path, contracts: Contracts, rows: list[dict], unjudged: set[str]) -> Path:
    """Writes `index.html` of the site; the page to open. `unjudged`: tables this audit could not measure."""
    site.mkdir(parents=True, exist_ok=True)
    _clean(site)
    zone = ZoneInfo(contracts.deployment.get("zone", "UTC"))
    head = "".join(f"<th>{text(word)}</th>" for word in HEAD)
    # The ledger remembers tables that a contract has since renamed or dropped.
    body = "".join(_row(site, contracts, row, zone, unjudged) for row in rows if row["table_name"] in contracts.tables)
    title = f"{contracts.deployment['title']} · {text('quality_title')}"
    index = site / "index.html"
    index.write_text(f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
                     f"<h1>{escape(title)}</h1><p>{text('quality_note')}</p><table><tr>{head}</tr>{body}</table></html>", "utf-8")
    return index


def _clean(site: Path) -> None:
    """Takes outside addresses out of everything written since the last cleaning ended well."""
    stamp, began = site / ".cleaned", time.time()
    since = stamp.stat().st_mtime if stamp.exists() else 0
    for file in (f for kind in ("html", "css") for f in site.rglob(f"*.{kind}") if f.stat().st_mtime >= since):
        said = file.read_text("utf-8")
        if (kept := OUTSIDE.sub("", said)) != said:
            file.write_text(kept, "utf-8")
    stamp.touch()
    os.utime(stamp, (began, began))


def _row(site: Path, contracts: Contracts, row: dict, zone: ZoneInfo, unjudged: set[str]) -> str:
    name, failed = row["table_name"], row["failed_checks"] or ""
    verdict = f'<span class="yes">{text("quality_passed")}</span>' if row["passed"] else f'<span class="no">{text("quality_failed")}</span>'
    if row["passed"] and row["shown_until"] is None:
        verdict = f'<small>{text("quality_empty")}</small>'
    if name in unjudged:
        verdict += f'<br><span class="no">{text("quality_unjudged")}</span>'
    since = None if row["passed"] else row["blocking_since"]
    cells = (f"{escape(contracts.tables[name].title)}<br><small>{name}</small>", verdict, escape(failed).replace("；", "<br>"),
             _time(since, zone), _time(row["shown_until"], zone), _time(row["audited_at"], zone), _links(site, name))
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _links(site: Path, table: str) -> str:
    """The newest pages of a table's checks, per delivery and of the whole table."""
    found = []
    for kind in ("delivery", "whole"):
        pages = (site / "validations" / Path(*table.split(".")) / kind).rglob("*.html")
        for page in sorted(pages, key=lambda page: page.parent.name, reverse=True)[:SHOWN]:
            at = page.parent.name  # 20260703T091530.123456Z
            found.append(f'<a href="{page.relative_to(site).as_posix()}">{text(f"quality_{kind}")} {at[4:8]} {at[9:13]}</a>')
    return "<br>".join(found)


def _time(moment: dt.datetime | None, zone: ZoneInfo) -> str:
    """Local time in the deployment's zone of an instant as Spark hands it over: without zone, in that of this machine."""
    return "" if moment is None else f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
