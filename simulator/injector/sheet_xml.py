"""XML with namespaces, changed inside its own text so that everything else stays as it came."""

from __future__ import annotations

import re
from collections import Counter
from xml.sax.saxutils import escape, unescape

from simulator.injector.sheet import Sheet

_FIELD = re.compile(r"<((?:\w+:)?([\w.-]+))(?:\s[^<>]*)?(?:/>|>([^<>]*)</\1>)")
_OPEN = re.compile(r"<((?:\w+:)?([\w.-]+))(?:\s[^<>]*)?>\s*(?=<(?!/))")


class Xml(Sheet):
    """A record is the element's text, from `<` to `>`."""

    def __init__(self, data: bytes):
        text = data.decode("utf-8")
        self.record = _record_name(text)
        whole = re.compile(rf"<{self.record}(?:\s[^<>]*)?>.*?</{self.record}>", re.DOTALL)
        found = list(whole.finditer(text))
        self.gaps, at = [], 0
        for match in found:
            self.gaps.append(text[at:match.start()])
            at = match.end()
        self.tail = text[at:]
        records = [match.group() for match in found]
        fields = [{name: _plain(value) for _, name, value in _FIELD.findall(record, *self._span(record))} for record in records]
        header = list(dict.fromkeys(name for row in fields for name in row))
        self._load(header, [[row.get(name) for name in header] for row in fields], records)

    def render(self, order=None, names=None, rows=None) -> bytes:
        if order is None and names is None and rows is None:
            parts = [self._text(i) if i in self.touched else r for i, r in enumerate(self.records)]
        elif order is None and names is None:
            parts = [self._text(i) for i in rows]
        else:
            names = self.names(order, names)
            parts = [self._fresh(names, values) for values in self.cells(order, rows)]
        gap = self.gaps[1] if len(self.gaps) > 1 else "\n"
        gaps = [self.gaps[i] if i < len(self.gaps) else gap for i in range(len(parts))]
        head = self.gaps[0] if self.gaps and not parts else ""
        return (head + "".join(g + p for g, p in zip(gaps, parts)) + self.tail).encode("utf-8")

    def _text(self, row: int) -> str:
        """The record's text with every cell as `rows` has it."""
        values = dict(zip(self.header, self.rows[row]))
        text = self.records[row]
        for match in reversed(list(_FIELD.finditer(text, *self._span(text)))):
            value = values[match.group(2)]
            if value != _value(match):
                tag = match.group(1)
                text = text[:match.start()] + f"<{tag}>{escape(value or '')}</{tag}>" + text[match.end():]
        return text

    def _span(self, record: str) -> tuple[int, int]:
        """Where the fields of a record are, without the record's own tag."""
        return record.index(">") + 1, len(record) - len(self.record) - 3

    def _fresh(self, names: list[str], values: list[str | None]) -> str:
        prefix = self.record.rsplit(":", 1)[0] + ":" if ":" in self.record else ""
        inner = "".join(f"<{prefix}{n}>{escape(v or '')}</{prefix}{n}>" for n, v in zip(names, values))
        return f"<{self.record}>{inner}</{self.record}>"


def _value(match: re.Match) -> str | None:
    return _plain(match.group(3) or "")


def _plain(text: str) -> str | None:
    return (unescape(text) if "&" in text else text).strip() or None


def _record_name(text: str) -> str:
    """The tag, with prefix, of the element that holds other elements and occurs most often."""
    counts = Counter(match.group(1) for match in _OPEN.finditer(text))
    if not counts:
        raise ValueError("no records")
    return counts.most_common(1)[0][0] if counts.most_common(1)[0][1] > 1 else list(counts)[-1]
