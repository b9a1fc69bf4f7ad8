"""Matches the header of a file with the names a feed knows."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from expectations.model import Feed
from spark_jobs.readers.unreadable import Unreadable


@dataclass(frozen=True)
class Header:
    """Source columns as delivered, and which of them fill which canonical name."""

    columns: tuple[str, ...]
    found: dict[str, tuple[str, ...]]

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Columns nobody maps: they stay in landing."""
        used = {c for sources in self.found.values() for c in sources}
        return tuple(c for c in self.columns if c not in used)


def plain(header: str) -> str:
    """A header without blanks, width variants and letter case: people retype headers by hand."""
    text = unicodedata.normalize("NFKC", str(header)).replace("\ufeff", "")
    return "".join(text.split()).lower()


def match(columns: list[str], feed: Feed, file: str) -> Header:
    """Unreadable when a mapped column is missing or stands twice, or when no name is known: then the first line may be
    a row, and is not shown."""
    by_plain: dict[str, list[str]] = {}
    for column in columns:
        by_plain.setdefault(plain(column), []).append(column)
    found, missing = {}, []
    for name, sources in feed.names.items():
        hits = []
        for source in sources:
            twins = by_plain.get(plain(source), [])
            exact = [c for c in twins if c == source] or twins
            if len(exact) > 1:
                raise Unreadable("column_twice", file=file, column=source)
            hits += [c for c in exact if c not in hits]
        if hits:
            found[name] = tuple(hits)
        elif name not in feed.optional_names:
            missing.append(sources[0])
    if not found:
        raise Unreadable("header_missing", file=file, columns="、".join(s[0] for s in feed.names.values())[:200])
    if missing:
        raise Unreadable("column_missing", file=file, columns="、".join(missing), header="、".join(map(str, columns))[:200])
    return Header(tuple(columns), found)
