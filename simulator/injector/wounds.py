"""Spends a number of defects on one sheet: one row is hit once, every hit is written down."""

from __future__ import annotations

from random import Random

from simulator.injector.cells import CELL_KINDS, EMPTY
from simulator.injector.contradictions import CONTRADICTIONS
from simulator.injector.pairs import PAIR_KINDS, Headers, Row
from simulator.injector.rows import ROWS
from simulator.injector.shapes import Column, columns, is_log
from simulator.injector.sheet import Sheet

TRIES = 60
DENIALS = PAIR_KINDS | CONTRADICTIONS
FEW, SHARE = 4, 0.05     # rows of one delivery that may be hit: more is a bad delivery, another thing
ENOUGH_FOR_NULLS = 10    # an emptied cell in a handful of rows is a jump of the null share, another defect


class Patient:
    """A sheet under damage. `hit` applies one kind to a row drawn at random, at most one kind per row; `used` grows."""

    def __init__(self, file: str, sheet: Sheet, used: set[int] | None = None):
        self.file, self.sheet, self.used = file, sheet, set() if used is None else used
        sheet.damaged = frozenset(self.used)
        self.columns: list[Column] = columns(sheet) if sheet.rows else []
        self.headers = Headers(self.columns)
        self.free = [r for r in _rows_of_their_own(sheet, self.columns) if r not in self.used]
        self.entries: list[dict] = []
        self.most = max(FEW, int(SHARE * len(sheet.rows))) - len(self.used)

    def hit(self, kind: str, rng: Random) -> bool:
        """True when some row took the damage."""
        targets = self.targets(kind)
        few = kind.startswith("null_") and len(self.sheet.rows) < ENOUGH_FOR_NULLS
        if not targets or not self.free or few or len(self.entries) >= self.most:
            return False
        for _ in range(TRIES):
            row = self.free[rng.randrange(len(self.free))]
            was = list(self.sheet.rows[row])
            done = self._apply(kind, row, rng.choice(targets), rng)
            if done is not None:
                self.free.remove(row)
                self.used |= {row, len(self.sheet.rows) - 1} if done.get("twin") else {row}
                blank = {"column": None, "old": None, "new": None, "twin": None}
                key = dict(zip(self.sheet.header, was))
                self.entries.append({"file": self.file, "row": row + 1, "kind": kind, "key": key} | blank | done)
                return True
        return False

    def targets(self, kind: str) -> list[Column | None]:
        """The columns a kind may hurt; None stands for the whole row."""
        if kind in CELL_KINDS:
            return [c for c in self.columns if CELL_KINDS[kind].offers(c)]
        offers = ROWS[kind].offers(self.sheet, self.columns) if kind in ROWS else DENIALS[kind].offers(self.headers)
        return [None] if offers else []

    def _apply(self, kind: str, row: int, column: Column | None, rng: Random) -> dict | None:
        if kind in ROWS:
            return ROWS[kind].damage(self.sheet, self.columns, row, rng)
        if kind in DENIALS:
            return self._change(row, DENIALS[kind](Row(self.headers, self.sheet.rows[row]), rng))
        old = self.sheet.rows[row][column.at]
        new = CELL_KINDS[kind].change(old, column, rng) if old is not None else None
        return None if new is None or new == old else self._change(row, {column.at: new})

    def _change(self, row: int, changes: dict[int, str] | None) -> dict | None:
        """The first change is the one reported; the others of a contradiction go along under `also`."""
        if not changes:
            return None
        told = []
        for at, new in changes.items():
            told.append({"column": self.sheet.header[at], "old": self.sheet.rows[row][at], "new": new or None})
            self.sheet.set(row, at, None if new == EMPTY else new)
        return told[0] | ({"also": told[1:]} if told[1:] else {})


def _rows_of_their_own(sheet: Sheet, found: list[Column]) -> list[int]:
    """Rows no other row of the file is merged with: in a log, not those sent again."""
    if not is_log(sheet, found):
        return list(range(len(sheet.rows)))
    keys = [c.at for c in found if c.key]
    names = [tuple(row[k] for k in keys) for row in sheet.rows]
    seen: dict[tuple, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    return [i for i, name in enumerate(names) if seen[name] == 1]
