"""What to simulate, and how time is cut: whole months of history, then single days.

Instants are UTC seconds without zone (`datetime64[s]`), as in silver; people and files of the province live at UTC+8.
"""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass

import numpy as np

LOCAL = np.timedelta64(8, "h")
SECOND = np.timedelta64(1, "s")


@dataclass(frozen=True)
class Window:
    """What one delivery covers: facts that became known after `start`, up to and including `end` (UTC instants)."""

    stamp: str
    start: np.datetime64
    end: np.datetime64

    @property
    def as_of(self) -> str:
        """The last instant as a manifest states it."""
        return f"{np.datetime_as_string(self.end + LOCAL, unit='s')}+08:00"

    @property
    def last_day(self) -> np.datetime64:
        """The last local day."""
        return (self.end + LOCAL).astype("datetime64[D]")


@dataclass(frozen=True)
class Plan:
    """A world is its scale (1 is about 60,000 units), its first and last day of history, and its seed. `core`: only the
    tables of the main path are told of."""

    scale: float = 1.0
    first: dt.date = dt.date(2021, 1, 1)
    last: dt.date = dt.date(2026, 6, 30)
    seed: int = 7
    core: bool = False

    def __post_init__(self):
        if self.first.day != 1 or (self.last + dt.timedelta(days=1)).day != 1 or self.first > self.last:
            raise ValueError("history is whole months: first day of a month to last day of a month")

    def rng(self, part: str, month: np.datetime64 | None = None) -> np.random.Generator:
        """The random source of one part of the world in one month: no part's draws move another's."""
        number = 0 if month is None else int(month.astype("datetime64[M]").astype(int)) + 1
        return np.random.default_rng([self.seed, zlib.crc32(part.encode()), number])

    def months(self, until: dt.date | None = None) -> list[np.datetime64]:
        """Months from the first to that of `until` (default: the last day of history)."""
        return list(np.arange(np.datetime64(self.first, "M"), np.datetime64(until or self.last, "M") + 1))


def instant(local) -> np.ndarray | np.datetime64:
    """UTC instant of a local day or local time."""
    return np.asarray(local, "datetime64[s]")[()] - LOCAL


def month_window(month: np.datetime64) -> Window:
    start, end = (month).astype("datetime64[D]"), (month + 1).astype("datetime64[D]")
    return Window(str(month), instant(start) - SECOND, instant(end) - SECOND)


def day_window(day: dt.date) -> Window:
    date = np.datetime64(day, "D")
    return Window(str(date), instant(date) - SECOND, instant(date + 1) - SECOND)


def days_of(month: np.datetime64) -> np.ndarray:
    """The local days of a month."""
    return np.arange(month.astype("datetime64[D]"), (month + 1).astype("datetime64[D]"))
