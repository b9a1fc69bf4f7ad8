"""The standard as a Word document, to be circulated and commented."""

from __future__ import annotations

from pathlib import Path

from cli.standard import changes
from cli.standard.chapters import Chapter
from cli.standard.page import numbered, title
from expectations.model import Contracts
from firelake.messages import text

FONT = "宋体"


def write(file: Path, contracts: Contracts, chapters: list[Chapter]) -> None:
    """Writes the document, landscape, its headings numbered as on the page."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Pt

    made = docx.Document()
    section = made.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, section.page_height, section.page_width
    normal = made.styles["Normal"]
    normal.font.size, normal.font.name = Pt(10), FONT
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    made.core_properties.title, made.core_properties.author = title(contracts), ""
    made.add_heading(title(contracts), 0)
    made.add_paragraph(text("standard_version", version=changes.version(contracts)))
    for number, chapter in numbered(chapters):
        made.add_heading(f"{number} {chapter.title}", chapter.level)
        for said in chapter.said:
            made.add_paragraph(said)
        if chapter.head:
            _grid(made, chapter)
    made.save(file)


def _grid(made, chapter: Chapter) -> None:
    """Cells are set by their row: to ask a table for each cell takes minutes in a document of this size."""
    grid = made.add_table(rows=1 + len(chapter.rows), cols=len(chapter.head), style="Table Grid")
    for row, values in zip(grid.rows, [chapter.head, *chapter.rows], strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = str(value)
