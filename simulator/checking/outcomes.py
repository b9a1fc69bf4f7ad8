"""How an injected defect must end: a hand-written table by kind, table and column, or what an injector demands itself.

    kind: end                                            everywhere
    kind: {"*": end, "*.org_code": end, unit: end, unit.org_code: end}      the most special line counts
    kind: {fire.fire_at: {when: death_count, then: end, else: end}}     by a number of the true row

An end is a word and, where rules decide, their names; `{c}` is the damaged silver column.
    fixed         silver has the true value
    flagged R     silver keeps the raw value, the row carries the flag R
    quarantined R the row stands aside by rule R
    collapsed     several source rows, or two deliveries of the same bytes, are one
    superseded    another row or delivery speaks for the key
    counted       silver keeps the raw value, the table's audit counts it among the dangling references
    held, rejected    the whole delivery
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from firelake.messages import FirelakeError

WORDS = ("fixed", "flagged", "quarantined", "collapsed", "superseded", "counted", "held", "rejected")


@dataclass(frozen=True)
class End:
    """The end of a defect. `rules`: names that must be among those the lake gives."""

    word: str
    rules: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.word, *self.rules))


class Outcomes:
    """The table in a YAML file."""

    def __init__(self, file: Path):
        if not file.is_file():
            raise FirelakeError("outcomes_missing", file=file.name)
        self.lines: dict[str, dict[str, str]] = {}
        for kind, said in yaml.safe_load(file.read_text("utf-8")).items():
            self.lines[kind] = {"*": said} if isinstance(said, str) else said

    def line(self, kind: str, table: str, column: str | None) -> str | dict | None:
        """What stands in the table about such a defect."""
        said = self.lines.get(kind, {})
        return next((said[place] for place in (f"{table}.{column}", table, f"*.{column}", "*") if place in said), None)

    def end(self, kind: str, table: str, column: str | None, true: dict | None) -> End | None:
        """The end the table demands, None when it says nothing about such a defect. `true`: the row as it truly was."""
        line = self.line(kind, table, column)
        if isinstance(line, dict):
            line = line["then"] if true and (true[line["when"]] or 0) > 0 else line["else"]
        return parse(line, column) if line else None


def parse(text: str, column: str | None = None) -> End:
    """`flagged a_range`, `quarantined by rule x`, `quarantined:x`, `held`. FirelakeError for another word."""
    word, *rules = re.split(r"[\s:,|]+", str(text).replace("{c}", column or "").strip())
    if word not in WORDS:
        raise FirelakeError("outcome_unknown", end=text, known="、".join(WORDS))
    return End(word, tuple(r for r in rules if r and r not in ("by", "rule")))
