"""The standard as one HTML page that needs no network."""

from __future__ import annotations

from html import escape
from pathlib import Path

from cli.standard import changes
from cli.standard.chapters import Chapter
from expectations.model import Contracts
from firelake.messages import text

STYLE = """body{font:15px/1.6 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;margin:24px auto;max-width:1280px;color:#1c2733}
table{border-collapse:collapse;width:100%}td,th{border:1px solid #cfd8e3;padding:5px 9px;text-align:left;vertical-align:top}
th{background:#eef3f8}h2{margin-top:36px}nav a{margin-right:14px}@media print{nav{display:none}}"""


def title(contracts: Contracts) -> str:
    """The name of the standard."""
    return text("standard_title", title=(contracts.deployment.get("provider") or {}).get("name") or contracts.deployment["title"])


def numbered(chapters: list[Chapter]) -> list[tuple[str, Chapter]]:
    """Each chapter with its number: 3, 3.1, 3.2 …"""
    found, chapter, section = [], 0, 0
    for one in chapters:
        chapter, section = (chapter + 1, 0) if one.level == 1 else (chapter, section + 1)
        found.append((f"{chapter}" if one.level == 1 else f"{chapter}.{section}", one))
    return found


def write(file: Path, contracts: Contracts, chapters: list[Chapter]) -> None:
    """Writes the page."""
    parts = numbered(chapters)
    links = "".join(f'<a href="#c{n}">{n} {escape(c.title)}</a>' for n, c in parts if c.level == 1)
    body = "".join(f'<h{c.level + 1} id="c{n}">{n} {escape(c.title)}</h{c.level + 1}>{_said(c)}{_grid(c)}' for n, c in parts)
    head = escape(title(contracts))
    about = escape(text("standard_version", version=changes.version(contracts)))
    file.write_text(f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{head}</title><style>{STYLE}</style>'
                    f"<h1>{head}</h1><p>{about}</p><nav>{links}</nav>{body}</html>", "utf-8")


def _said(chapter: Chapter) -> str:
    return "".join(f"<p>{escape(s)}</p>" for s in chapter.said)


def _grid(chapter: Chapter) -> str:
    if not chapter.head:
        return ""
    rows = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in chapter.rows)
    return "<table><tr>" + "".join(f"<th>{escape(h)}</th>" for h in chapter.head) + f"</tr>{rows}</table>"
