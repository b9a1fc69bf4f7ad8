"""CSV in the encoding it came in."""

from __future__ import annotations

import csv
import io

from simulator.injector.sheet import Sheet

ENCODINGS = ("utf-8-sig", "gb18030")


class Csv(Sheet):
    """A record is the line as it came, line ending included."""

    def __init__(self, data: bytes):
        self.encoding, text = _decode(data)
        lines = io.StringIO(text, newline="").readlines()
        reader = csv.reader(iter(lines))
        header, at = next(reader), reader.line_num
        self.head = "".join(lines[:at])
        self.ending = "\r\n" if self.head.endswith("\r\n") else "\n"
        rows, records = [], []
        for values in reader:
            if values:
                rows.append([v or None for v in values])
                records.append("".join(lines[at:reader.line_num]))
            at = reader.line_num
        self._load(header, rows, records)

    def render(self, order=None, names=None, rows=None) -> bytes:
        if order is not None or names is not None or rows is not None:
            lines = [self._line(self.names(order, names)), *map(self._line, self.cells(order, rows))]
        else:
            lines = [self.head]
            for i, record in enumerate(self.records):
                lines.append(self._line(self.rows[i]) if i in self.touched else self._whole(record, i))
        return "".join(lines).encode(self.encoding)

    def _whole(self, record: str, row: int) -> str:
        """The last line of a file may lack its ending, which it needs once rows follow."""
        return record if record.endswith("\n") or row == len(self.rows) - 1 else record + self.ending

    def _line(self, values: list[str | None]) -> str:
        out = io.StringIO()
        csv.writer(out, lineterminator=self.ending).writerow(["" if v is None else v for v in values])
        return out.getvalue()


def _decode(data: bytes) -> tuple[str, str]:
    """Encoding and text; a byte order mark is kept by encoding with it again."""
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        marked = data.startswith(b"\xef\xbb\xbf")
        return ("utf-8" if encoding == "utf-8-sig" and not marked else encoding), text
    raise ValueError("neither UTF-8 nor GB18030")
