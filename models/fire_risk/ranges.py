"""Ranks as ranges: where a unit stands in 95 of 100 plausible worlds. A range over half the list is no rank."""

import numpy as np
from scipy.special import expit, logit
from scipy.stats import rankdata

from models.fire_risk import grade

DRAWS = 200


def of_draws(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """2.5 % and 97.5 % rank (1 = highest key) over draws; `keys` is (draws, n). Ties take their whole block."""
    first = np.stack([rankdata(-row, method="min") for row in keys])
    last = np.stack([rankdata(-row, method="max") for row in keys])
    return (np.floor(np.percentile(first, 2.5, axis=0)).astype(int),
            np.ceil(np.percentile(last, 97.5, axis=0)).astype(int))


def of_units(likelihood: np.ndarray, spread: np.ndarray, base_rate: float, consequence: np.ndarray,
             ceiling: np.ndarray, seed: int, draws: int = DRAWS) -> tuple[np.ndarray, np.ndarray]:
    """Rank range of each unit in the order of grade, then severity, when likelihoods vary within their errors."""
    rng, keys = np.random.default_rng(seed), np.empty((draws, len(likelihood)))
    for row in keys:
        drawn = expit(logit(likelihood) + spread * rng.standard_normal(len(likelihood)))
        row[:] = -10.0 * grade.codes(drawn, base_rate, consequence, ceiling) + grade.severity(drawn, consequence)
    return of_draws(keys)


def text(low: int, high: int, count: int) -> str:
    """"3–11", "5", or a sentence without a number where the range spans more than half of the list."""
    if count > 1 and (high - low) * 2 > count:
        return "不排名（区间过宽）"
    return str(low) if low == high else f"{low}–{high}"
