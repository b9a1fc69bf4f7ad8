"""Finds the quote that would swallow the rows behind it."""

from __future__ import annotations

import re

import numpy as np

QUOTE, STEP = 0x22, 1 << 26


def open_quote(data: bytes, delimiter: str) -> int | None:
    """Offset of the first quoted cell that never ends, or goes on after its closing quote; None when all are sound."""
    if b'"' not in data or _alternating(data, delimiter):
        return None
    edge = re.escape(delimiter.encode()) + rb"\r\n"
    cell = re.compile(rb'(?:\A|(?<=[%b]))"[^"]*+(?:""[^"]*+)*+(?:"(?=[%b]|\Z)|(?P<bad>"|\Z))' % (edge, edge))
    return next((found.start() for found in cell.finditer(data) if found["bad"] is not None), None)


def _alternating(data: bytes, delimiter: str) -> bool:
    """The quick look, which clean files pass: every second quote opens at an edge, every other closes at one."""
    cells = np.frombuffer(data, np.uint8)
    at = np.concatenate([np.flatnonzero(cells[i: i + STEP] == QUOTE) + i for i in range(0, len(cells), STEP)])
    if len(at) % 2:
        return False
    edges = np.zeros(256, bool)
    edges[[QUOTE, 0x0A, 0x0D, *delimiter.encode()]] = True
    opening, closing = at[::2], at[1::2]
    before = edges[cells[np.maximum(opening - 1, 0)]] | (opening == 0)
    after = edges[cells[np.minimum(closing + 1, len(cells) - 1)]] | (closing == len(cells) - 1)
    return bool(before.all() and after.all())
