"""A feed proposed for a file nobody knows: a YAML text for a person to look at, never a load.

Columns find their target by what sources call it: title and name in the contract, names other feeds know, synonyms. The
table whose columns most of the file's find is proposed. Nothing of the rows is shown but codes that repeat: what looks like
a header may be a row.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import yaml

from expectations.model import Column, Contracts, Feed, Table
from firelake.messages import FirelakeError, text
from spark_jobs.readers import source
from spark_jobs.readers.headers import plain
from spark_jobs.readers.sniff import sniff
from spark_jobs.typing import FALSE, TRUE

SYNONYMS = Path(__file__).resolve().parents[1] / "expectations" / "synonyms.yml"
ALIKE = 0.86       # of two spellings that are no synonyms yet
SAMPLE = 5_000     # rows
SHOWN, SHORT = 5, 12  # values of a column of codes, and how long one may be
NUMBER = re.compile(r"[+-]?(\d[\d,]*\.?\d*|\.\d+)([eE][+-]?\d+)?")
DAY = re.compile(r"(19|20)\d{2}([-/.年]?)\d{1,2}([-/.月]?)\d{1,2}.*", re.DOTALL)
_MONTH, _DAY = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12]\\d|3[01])"
IN_NAME = tuple(rf"(?<!\d)({day})(?!\d)" for day in (rf"20\d\d-{_MONTH}-{_DAY}", rf"20\d\d-{_MONTH}", rf"20\d\d{_MONTH}{_DAY}"))


@dataclass(frozen=True)
class Match:
    """One table as target: column → the header that fills it and how alike the two are, up to 1."""

    table: Table
    headers: dict[str, str]
    alike: dict[str, float]

    @property
    def has_key(self) -> bool:
        return all(k in self.headers for k in self.table.key)

    @property
    def worth(self) -> tuple:
        """The whole key counts as much as three columns; of equal tables the one with fewer columns left empty."""
        return len(self.headers) + 3 * self.has_key, -len(self.table.columns)


def draft(contracts: Contracts, file: Path, name: str, table: str | None = None) -> str:
    """The YAML of a feed `name` for the file, into `table` or the table that fits best. FirelakeError when none fits."""
    delivery = sniff(file)
    rows = source(file, Feed(name, name, delivery, {}, {}))
    headers = rows.column_names
    if not headers or not rows.num_rows:
        raise FirelakeError("draft_no_table", file=file.name)
    if len(set(headers)) < len(headers):
        raise FirelakeError("draft_doubled_header", file=file.name)
    found = sorted(_matches(contracts, headers, table), key=lambda m: m.worth, reverse=True)
    if not found or not found[0].headers:
        raise FirelakeError("draft_no_target", file=file.name, count=len(headers))
    best, others = found[0], [m for m in found[1:4] if len(m.headers) > 1]
    return _render(contracts, best, others, rows.slice(0, SAMPLE), delivery, name, file)


def _matches(contracts: Contracts, headers: list[str], table: str | None) -> list[Match]:
    return [_match(contracts, t, headers) for t in contracts.tables.values() if t.layer == "silver" and table in (None, t.name)]


def _match(contracts: Contracts, table: Table, headers: list[str]) -> Match:
    """A header fills one column, the likest first."""
    bare = [_bare(h) for h in headers]
    likeness = []
    for column in table.columns.values():
        own, other = _spellings(contracts, table, column)
        for n, header in enumerate(bare):
            share = max(max(_alike(s, header) for s in own), *(0.99 * _alike(s, header) for s in other), 0)
            if share >= ALIKE:
                likeness.append((share, -n, column.name))
    found: dict[str, str] = {}
    alike: dict[str, float] = {}
    for share, n, column in sorted(likeness, reverse=True):
        if column not in found and headers[-n] not in found.values():
            found[column], alike[column] = headers[-n], share
    return Match(table, {c: found[c] for c in table.columns if c in found}, alike)


def _spellings(contracts: Contracts, table: Table, column: Column) -> tuple[set[str], set[str]]:
    """What the contracts call the column, and what it may be called elsewhere."""
    own = {column.name, column.title}
    for feed in contracts.feeds_into(table.name):
        mapping = feed.targets[table.name].mappings.get(column.name)
        for name in mapping.sources if mapping else ():
            own |= set(feed.names.get(name, ()))
    return {_bare(word) for word in own if word}, {_bare(word) for word in _synonyms().get(column.name, ())}


@lru_cache
def _synonyms() -> dict[str, list[str]]:
    return yaml.safe_load(SYNONYMS.read_text("utf-8"))


@lru_cache(maxsize=1 << 14)
def _bare(word: str) -> str:
    """Without blanks, signs, letter case, a unit in brackets and what stands before the last dot."""
    return re.sub(r"\(.*?\)|[\W_]", "", plain(word.rsplit(".", 1)[-1]))


@lru_cache(maxsize=1 << 14)
def _stem(word: str) -> str:
    """Without the words that say only that it is a yes/no, a code or a number."""
    return re.sub(r"^(是否|有无|有)|(代码|编码|编号|号码|code|id|no)$", "", word)


def _alike(one: str, other: str) -> float:
    """1 for the same word; less for the same stem, for a word that ends on the other, for words spelled alike; 0 below ALIKE."""
    if one == other:
        return 1.0
    a, b = _stem(one), _stem(other)
    if a == b and a:
        return 0.98
    short, long = sorted((a, b), key=len)
    if len(short) > 1 and not short.isascii() and long.endswith(short):
        return 0.95
    if min(len(one), len(other)) <= 4:
        return 0.0
    spelled = SequenceMatcher(None, one, other)
    may_be = spelled.real_quick_ratio() >= ALIKE and spelled.quick_ratio() >= ALIKE  # what these deny is denied
    return spelled.ratio() if may_be else 0.0


def _render(contracts: Contracts, best: Match, others: list[Match], rows: pa.Table, delivery: dict, name: str, file: Path) -> str:
    table = best.table
    like = [f.mode for f in contracts.feeds_into(table.name)]
    mode = "events" if table.history == "events" else like[0] if like else "increment"
    how = delivery | {"mode": mode} | _as_of(best, file)
    how |= {"every": "irregular", "zone": contracts.deployment.get("zone", "UTC"), "files": _pattern(file.name)}
    lines = [_note("draft_head", file=file.name, table=table.title, rows=rows.num_rows)]
    lines += [_note("draft_other", table=m.table.name, title=m.table.title, count=len(m.headers)) for m in others]
    lines += [f"feed: {_flow(name)}", f"title: {_flow(table.title)}", f"delivery: {_flow(how)}", "names:"]
    for column, header in best.headers.items():
        doubts = _doubts(contracts, table, table.columns[column], rows.column(header).to_pylist())
        doubts = [text("draft_alike"), *doubts] if best.alike[column] < 0.98 else doubts
        lines.append(f"  {column}: {_flow(header)}" + (f"  # {_line('；'.join(doubts))}" if doubts else ""))
    lines += ["into:", f"  {table.name}:", "    columns:"]
    lines += [f"      {column}: {{from: {column}}}" for column in best.headers]
    lines += [f"      # {column}: {{from: …}}  # {text('draft_key')}" for column in table.key if column not in best.headers]
    unused = [h for h in rows.column_names if h not in best.headers.values()]
    if unused and (best.has_key or len(unused) <= len(best.headers)):  # else the header may be a row
        lines.append(_note("draft_unused", columns="、".join(unused)))
    return "\n".join(lines) + "\n"


def _note(key: str, **values) -> str:
    return f"# {_line(text(key, **values))}"


def _line(words: str) -> str:
    """On one line, as a comment must be."""
    return " ".join(words.split())


def _as_of(best: Match, file: Path) -> dict:
    """The day in the file's name; else the column that tells when a fact was known; else whoever lands it says."""
    for pattern in IN_NAME:
        if re.search(pattern, file.name):
            return {"as_of": {"file": pattern}}
    known = best.table.known_at
    return {"as_of": {"column": known}} if known in best.headers else {"as_of": "manifest"}


def _pattern(name: str) -> str:
    return re.sub(r"\d+", lambda _: r"\d+", re.escape(name).replace(r"\-", "-"))


def _flow(value) -> str:
    """YAML on one line."""
    said = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10_000, sort_keys=False)
    return said.removesuffix("...\n").strip()


def _doubts(contracts: Contracts, table: Table, column: Column, values: list[str | None]) -> list[str]:
    """What a person should look at."""
    filled = [v.strip() for v in values if v is not None and v.strip()]
    if not filled:
        return [text("draft_empty")]
    said = []
    if len(filled) < len(values) and (column.required or column.is_key):
        said.append(text(f"draft_gaps_{column.outcome}", count=len(values) - len(filled)))
    if column.is_key and len(table.key) == 1 and len(set(filled)) < len(filled):
        said.append(text("draft_doubled", count=len(filled) - len(set(filled))))
    if column.codes:
        codes = contracts.codes[column.codes]
        strange = Counter(v for v in filled if v not in {*codes.values, *codes.fixes, *codes.values.values()})
        if strange:
            private = column.name in table.privacy
            shown = "、".join(v for v, rows in strange.most_common(SHOWN) if not private and rows > 1 and _is_code(v))
            said.append(text("draft_codes", codes=column.codes, count=len(strange), values=shown or "—"))
    elif wrong := sum(not _reads(column.type, v) for v in filled):
        said.append(text("draft_type", type=column.type, count=wrong))
    elif beyond := sum(not _within(column, v) for v in filled):
        said.append(text("draft_range", low=column.minimum, high=column.maximum, count=beyond))
    return said


def _is_code(value: str) -> bool:
    """Short and without the digits of a number that belongs to somebody."""
    return len(value) <= SHORT and not re.search(r"\d{7}", value)


def _reads(kind: str, value: str) -> bool:
    if kind in ("int", "bigint", "double") or kind.startswith("decimal"):
        return NUMBER.fullmatch(value) is not None
    if kind in ("date", "timestamp"):
        return DAY.fullmatch(value) is not None
    return kind != "boolean" or value.lower() in (*TRUE, *FALSE)


def _within(column: Column, value: str) -> bool:
    if not isinstance(column.minimum, (int, float)) or not isinstance(column.maximum, (int, float)):
        return True
    return column.minimum <= float(value.replace(",", "")) <= column.maximum
