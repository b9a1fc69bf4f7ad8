"""How each injected defect ended in the lake, beside the end it must have."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from expectations.model import Table
from simulator.checking import flags
from simulator.checking.answers import Answers, Defect
from simulator.checking.cells import value
from simulator.checking.expected import protected
from simulator.checking.lake import Found
from simulator.checking.outcomes import End, Outcomes, parse
from spark_jobs.accept import ACCEPTED, HELD, REJECTED, REPLACED, RETRACTED
from spark_jobs.privacy import token

STATES = {REJECTED: "rejected", HELD: "held", REPLACED: "superseded", RETRACTED: "retracted"}


@dataclass(frozen=True)
class Verdict:
    """A defect with its ends. `demanded` is what the table or the injector says, `expected` what that comes to by now:
    of a table that keeps the last statement only, a statement that was followed by another is superseded. `spoke`: the
    delivery was accepted and the truth knows the row. `kept_key`: the row's key as silver holds it."""

    defect: Defect
    delivery: str
    demanded: End | None
    expected: End | None
    actual: End
    spoke: bool
    kept_key: tuple | None

    @property
    def agrees(self) -> bool:
        if self.actual.word == "retracted":     # a named person took the whole delivery back
            return True
        wanted = self.expected
        return wanted is not None and wanted.word == self.actual.word and set(wanted.rules) <= set(self.actual.rules)


class Ends:
    """Looks up the defects of one table. `silver` and `truth` are its whole frames."""

    def __init__(self, answers: Answers, found: Found, outcomes: Outcomes, table: Table, silver, truth, secret: bytes):
        self.answers, self.found, self.outcomes, self.table, self.secret = answers, found, outcomes, table, secret
        self.feed = found.contracts.feeds_into(table.name)[0]
        self.asides = {(a.delivery, a.row): a.rules for a in found.quarantined(table.short)}
        self.defects = [d for d in answers.defects if d.table == table.short]
        keys = [d.key for d in self.defects if d.key]
        self.tokens = {key: _hidden(table, key, secret) for key in keys}
        self.rows = _by_key(table, silver, set(self.tokens.values()))
        self.true = _by_key(table, truth, set(keys))
        self.wounds: dict[tuple, list[Defect]] = {}
        for defect in self.defects:
            self.wounds.setdefault((defect.sent.name, defect.row), []).append(defect)
        twins = [(d.sent.name, d.row, d.twin) for d in self.defects if d.twin]
        self.outdone = {(name, twin if table.history == "events" else row) for name, row, twin in twins}
        self.arrivals: dict[str, list[str]] = {}
        for sent in answers.sent.values():
            self.arrivals.setdefault(found.state(sent).delivery.id, []).append(sent.name)

    def verdicts(self) -> list[Verdict]:
        """One for each defect of the table."""
        return [self._verdict(d) for d in self.defects]

    def _verdict(self, defect: Defect) -> Verdict:
        state = self.found.state(defect.sent)
        true = self.statement(self.true, defect.key, defect.sent.as_of, "seen_from", "seen_to")
        demanded = self._demanded(defect, true)
        expected = demanded
        if demanded and demanded.word in ("fixed", "flagged", "counted") and self._followed(defect):
            expected = End("superseded")
        if defect.row is None:
            actual = self._whole(defect, state)
        elif state.status != ACCEPTED:
            actual = End(STATES[state.status])
        else:
            actual = self._row(defect, state.delivery.id, true)
        spoke = defect.row is not None and true is not None and state.status == ACCEPTED
        return Verdict(defect, state.delivery.id, demanded, expected, actual, spoke, self.tokens.get(defect.key))

    def _demanded(self, defect: Defect, true: dict | None) -> End | None:
        """Nothing of a refused delivery is seen, nor a row whose twin speaks for it; of several wounds of one row the one
        that sets it aside decides."""
        whole = [self._said(d, None) for d in self.wounds.get((defect.sent.name, None), ())]
        refused = next((e for word in ("rejected", "held", "superseded") for e in whole if e and e.word == word), None)
        if refused:
            return refused
        place = (defect.sent.name, defect.row)
        if not defect.twin and place in self.outdone:
            return End("superseded")
        beside = [] if defect.twin or defect.row is None else [self._said(d, true) for d in self.wounds[place]]
        return next((e for e in beside if e and e.word == "quarantined"), self._said(defect, true))

    def _said(self, defect: Defect, true: dict | None) -> End | None:
        if defect.demanded:
            return parse(defect.demanded, defect.column)
        return self.outcomes.end(defect.kind, defect.table, defect.column, true)

    def _whole(self, defect: Defect, state) -> End:
        """Of a whole delivery: what became of it; the same bytes sent again are one delivery with the first."""
        if state.status != ACCEPTED:
            return End(STATES[state.status])
        return End("fixed" if self.arrivals[state.delivery.id][0] == defect.sent.name else "collapsed")

    def _followed(self, defect: Defect) -> bool:
        """Whether the table keeps only the last statement of a key and this was not the last that counts."""
        if self.table.history != "latest" or defect.row is None:
            return False
        true = self.true.get(defect.key, [])
        aside = {d.sent.as_of for d in self.defects if d.key == defect.key and d.row is not None
                 and (end := self._said(d, next(iter(true), None))) and end.word == "quarantined"}
        return defect.corrected_in is not None or any(
            r["seen_from"] > defect.sent.as_of and r["seen_from"] not in aside for r in true)

    def _row(self, defect: Defect, delivery: str, true: dict | None) -> End:
        if (delivery, defect.row) in self.asides:
            return End("quarantined", self.asides[delivery, defect.row])
        at = defect.sent.as_of
        row = self.statement(self.rows, self.tokens.get(defect.key), at, "_seen_from", "_seen_to")
        if row is None or true is None:
            return End("lost" if true else "unknown")
        if self.table.history == "latest" and row["_as_of"] > at and not defect.corrected_in:
            return End("superseded")
        true = self._as_kept(true)
        if defect.twin:
            hurt = {c for n in (defect.row, defect.twin) for d in self.wounds.get((defect.sent.name, n), ())
                    if not d.twin for c in d.changes}
            one = self._equal(row, true, set(self.table.columns) - hurt)
            return End(("collapsed" if self.feed.targets[self.table.name].per_key else "superseded") if one else "unseen")
        if defect.corrected_in:
            then = self.answers.sent[defect.corrected_in].as_of
            after = self.statement(self.rows, self.tokens[defect.key], then, "_seen_from", "_seen_to")
            return End("superseded" if after and self._equal(after, true, defect.changes) else "unseen")
        hurt = set(defect.changes) or set(self.table.columns)
        mine = tuple(f for f in row["_flags"].split("|") if flags.columns(self.table, f) & hurt)
        if mine:
            return End("flagged" if self._kept(defect, row) else "raw_lost", mine)
        if self._equal(row, true, hurt):
            return End("fixed")
        return End("counted" if self._counted(defect, row) else "unseen")

    def statement(self, rows: dict[tuple, list[dict]], key, at: pd.Timestamp, start: str, end: str) -> dict | None:
        """What is said of a key at an instant, or the only thing that is kept."""
        said = rows.get(key, [])
        if rows is self.rows and self.table.history != "known":
            return said[-1] if said else None
        return next((r for r in said if r[start] <= at and (pd.isna(r[end]) or at < r[end])), None)

    def _as_kept(self, true: dict) -> dict:
        return protected(self.table, pd.DataFrame([true]).astype(object), self.secret).iloc[0].to_dict()

    def _equal(self, row: dict, true: dict, columns) -> bool:
        return all(_same(row[c], true[c]) for c in columns)

    def _kept(self, defect: Defect, row: dict) -> bool:
        """Whether every damaged cell still shows what was delivered: as its value, else as text beside the row."""
        raw = json.loads(row["_raw"] or "{}")
        for column, (_, text) in defect.changes.items():
            if column in self.table.privacy:
                continue
            want = value(self.table.short, column, text)
            if not _same(row[column], want) or (want is None and text is not None and raw.get(column) != text.strip()):
                return False
        return True

    def _counted(self, defect: Defect, row: dict) -> bool:
        """Whether an audit of the table counts the value among the dangling references."""
        target = self.table.columns[defect.column].references if defect.column else None
        audited = any(a["check"] == "references" and a["column"] == defect.column for a in self.table.audit)
        kept = defect.column and _same(row[defect.column], value(self.table.short, defect.column, defect.changes[defect.column][1]))
        return bool(kept and audited and target and row[defect.column] not in self.found.keys(target))


def _hidden(table: Table, key: tuple, secret: bytes) -> tuple:
    """A key as silver holds it."""
    private = [table.privacy.get(name) for name in table.key]
    return tuple(token(v, secret) if v is not None and how else v for v, how in zip(key, private))


def _by_key(table: Table, rows: pd.DataFrame, wanted: set[tuple]) -> dict[tuple, list[dict]]:
    """Rows of the wanted keys, in the order of time."""
    found: dict[tuple, list[dict]] = {}
    if not wanted:
        return found
    keys = pd.MultiIndex.from_frame(rows[list(table.key)])
    hit = np.fromiter((k in wanted for k in keys), bool, len(keys))
    for key, row in zip(keys[hit], rows[hit].to_dict("records")):
        found.setdefault(key, []).append(row)
    for said in found.values():
        said.sort(key=lambda r: r.get("seen_from", r.get("_seen_from", r.get("_as_of"))))
    return found


def _same(a, b) -> bool:
    if pd.isna(a) or pd.isna(b):
        return bool(pd.isna(a) and pd.isna(b))
    if isinstance(a, float):
        return bool(np.isclose(a, float(b), rtol=1e-12, atol=1e-12))
    return a == b
