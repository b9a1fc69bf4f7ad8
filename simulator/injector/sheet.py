"""One data file as a grid of text cells that can be damaged and written back; untouched rows keep their bytes."""

from __future__ import annotations

from functools import cached_property
from pathlib import PurePath


class Sheet:
    """`header` names, `rows` of text (None = empty). `set` and `append` damage, `render` gives the bytes. `damaged`: rows an
    earlier look at the file has damaged or added."""

    header: list[str]
    rows: list[list[str | None]]
    damaged: frozenset[int] = frozenset()

    @cached_property
    def one_per_row(self) -> bool:
        """The first column alone tells the sound rows apart; asked first before any further damage."""
        sound = [row[0] for at, row in enumerate(self.rows) if at not in self.damaged]
        return len(set(sound)) == len(sound)

    def set(self, row: int, column: int, value: str | None) -> None:
        """Put `value` into the cell; both indices count from 0."""
        self.rows[row][column] = value
        self.touched.add(row)

    def append(self, like: int, values: list[str | None]) -> int:
        """Add a row made after row `like` at the end; its index."""
        self.rows.append(list(values))
        self.records.append(self._copy(self.records[like]))
        self.touched.add(len(self.rows) - 1)
        return len(self.rows) - 1

    def _load(self, header: list[str], rows: list[list[str | None]], records: list) -> None:
        """`records` are the rows as the format holds them, one per row."""
        self.header, self.rows, self.records, self.touched = header, rows, records, set()

    def _copy(self, record):
        return record

    def render(self, order: list[int] | None = None, names: list[str] | None = None,
               rows: list[int] | None = None) -> bytes:
        """Bytes of the file. With arguments: of another file with these columns, under these names, these rows."""
        raise NotImplementedError

    def names(self, order: list[int] | None, names: list[str] | None) -> list[str]:
        """The header of another file: the names given, else the own names of the chosen columns."""
        return names or [self.header[i] for i in (range(len(self.header)) if order is None else order)]

    def cells(self, order: list[int] | None, rows: list[int] | None) -> list[list[str | None]]:
        """Chosen rows with chosen columns; an index past the header is a column nobody knows."""
        chosen = range(len(self.rows)) if rows is None else rows
        width = len(self.header)
        order = range(width) if order is None else order
        return [[self.rows[r][c] if c < width else "无" for c in order] for r in chosen]


def parse(name: str, data: bytes) -> Sheet:
    """The sheet of a data file, by its ending. ValueError for an ending nobody delivers."""
    from simulator.injector.sheet_csv import Csv
    from simulator.injector.sheet_json import Json, JsonLines
    from simulator.injector.sheet_xlsx import Xlsx
    from simulator.injector.sheet_xml import Xml

    kinds = {".csv": Csv, ".xml": Xml, ".json": Json, ".jsonl": JsonLines, ".ndjson": JsonLines, ".xlsx": Xlsx}
    suffix = PurePath(name).suffix.lower()
    if suffix not in kinds:
        raise ValueError(f"no sheet for {name}")
    return kinds[suffix](data)
