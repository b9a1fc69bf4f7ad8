"""What fills a column of a sample: each maker takes what is being made and its words, and returns one value per row."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from simulator import people
from simulator.plan import LOCAL, days_of, instant
from simulator.sources import declared
from simulator.stating import days, hours


@dataclass
class Making:
    """A sample in the making: `base` holds the things its rows are about, `frame` the columns made so far."""

    rng: np.random.Generator
    base: pd.DataFrame
    month: np.datetime64
    table: str
    frame: pd.DataFrame = field(default=None)

    def __post_init__(self):
        self.frame = pd.DataFrame(index=range(len(self.base)))

    @property
    def count(self) -> int:
        return len(self.base)

    def days(self) -> np.ndarray:
        """The local days of the month."""
        return days_of(self.month)

    def integers(self, low: int, high: int) -> np.ndarray:
        """Whole numbers from `low` to `high`, both included."""
        return self.rng.integers(low, high + 1, self.count)


def take(making: Making, column: str) -> np.ndarray:
    """What the thing has in its column."""
    return making.base[column].to_numpy()


def serial(making: Making, prefix: str) -> list[str]:
    """A number nobody else has: the prefix, the month, and a running number."""
    return [f"{prefix}{str(making.month).replace('-', '')}{i:05d}" for i in range(1, making.count + 1)]


def code(making: Making, codes: str) -> np.ndarray:
    """A code of a list of the deployment, the first ones more often."""
    known = list(declared().codes[codes].values)
    weight = 1 / np.arange(1, len(known) + 1)
    return making.rng.choice(np.array(known, object), making.count, p=weight / weight.sum())


def pick(making: Making, *words: str) -> np.ndarray:
    """One of the words."""
    return making.rng.choice(np.array(words, object), making.count)


def numbered(making: Making, word: str) -> list[str]:
    """A name that ends in a number: 示范小区 17号."""
    return [f"{word}{n}号" for n in making.integers(1, 999)]


def whole(making: Making, low: str, high: str) -> np.ndarray:
    return making.integers(int(low), int(high))


def number(making: Making, low: str, high: str, digits: str) -> np.ndarray:
    return making.rng.uniform(float(low), float(high), making.count).round(int(digits))


def chance(making: Making, share: str) -> np.ndarray:
    """True with this share."""
    return making.rng.random(making.count) < float(share)


def date(making: Making, first: str, last: str) -> np.ndarray:
    """A day between two, before the month begins."""
    low, high = np.datetime64(first, "D"), min(np.datetime64(last, "D"), making.days()[0] - 1)
    return (low + making.integers(0, int((high - low).astype(int)))).astype("datetime64[s]")


def day(making: Making) -> np.ndarray:
    """A day of the month."""
    return making.days()[making.integers(0, len(making.days()) - 1)].astype("datetime64[s]")


def moment(making: Making, first_hour: str = "8", last_hour: str = "18") -> np.ndarray:
    """A moment of the month, between two hours of the local day."""
    low, high = int(first_hour) * 3600, int(last_hour) * 3600
    return instant(making.days()[making.integers(0, len(making.days()) - 1)]) + making.integers(low, high - 1).astype("timedelta64[s]")


def after(making: Making, column: str, low: str, high: str) -> np.ndarray:
    """So many hours after another moment."""
    return making.frame[column].to_numpy("datetime64[s]") + hours(making.rng.uniform(float(low), float(high), making.count))


def later(making: Making, column: str, low: str, high: str) -> np.ndarray:
    """So many days after the day of another column, a day or a moment."""
    start = making.frame[column].to_numpy("datetime64[s]")
    local = start if (start == start.astype("datetime64[D]")).all() else start + LOCAL
    return local.astype("datetime64[D]").astype("datetime64[s]") + days(making.integers(int(low), int(high)))


def phone(making: Making) -> np.ndarray:
    return people.phones(making.rng, making.count)


def person(making: Making) -> np.ndarray:
    return people.names(making.rng, making.count)


def money(making: Making, low: str, high: str) -> np.ndarray:
    """Whole yuan, held in fen."""
    return making.integers(int(low), int(high)) * 100.0


MAKERS = {f.__name__: f for f in (take, serial, code, pick, numbered, whole, number, chance, date, day, moment, after, later, phone,
                                  person, money)}
