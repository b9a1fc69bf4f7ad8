"""People who do not exist. Names start with 虚, phone numbers with 100 and identity numbers with 99, which none does."""

from __future__ import annotations

import numpy as np

GIVEN = np.array(list("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"), object)


def names(rng: np.random.Generator, count: int) -> np.ndarray:
    """Names such as 虚甲卯."""
    return "虚" + GIVEN[rng.integers(0, len(GIVEN), count)] + GIVEN[rng.integers(0, len(GIVEN), count)]


def phones(rng: np.random.Generator, count: int) -> np.ndarray:
    """Eleven digits in a range no operator has."""
    return np.array([f"100{n:08d}" for n in rng.integers(0, 10**8, count)], object)


def identity_numbers(rng: np.random.Generator, count: int) -> np.ndarray:
    """Eighteen digits of a region that does not exist."""
    return np.array([f"990000{n:012d}" for n in rng.integers(0, 10**12, count)], object)
