"""From a score to a probability: fitted on a later window than the training one, never decreasing."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

ISOTONIC_POSITIVES = 500  # below, steps follow single fires: a straight line on the log-odds is steadier
NO_PENALTY = 1e9


@dataclass(frozen=True)
class Calibration:
    """A non-decreasing map from score to probability, as its corner points (isotonic) or a line (logistic)."""

    kind: str
    slope: float = 0.0
    intercept: float = 0.0
    steps: tuple[np.ndarray, np.ndarray] | None = None

    def __call__(self, score: np.ndarray) -> np.ndarray:
        if self.steps is not None:
            return np.interp(score, *self.steps)
        return expit(self.slope * np.asarray(score, dtype=float) + self.intercept)


def line(score: np.ndarray, label: np.ndarray, weight: np.ndarray | None = None) -> tuple[float, float]:
    """Slope and intercept of a logistic regression of the label on the score; the recalibration of §6."""
    model = LogisticRegression(C=NO_PENALTY, max_iter=1000)
    model.fit(np.asarray(score, dtype=float).reshape(-1, 1), np.asarray(label, dtype=int), sample_weight=weight)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def fit(score: np.ndarray, label: np.ndarray) -> Calibration:
    """Isotonic with enough positives, else logistic. A score that falls with the label carries no skill: base rate."""
    score, label = np.asarray(score, dtype=float), np.asarray(label, dtype=float)
    base = float(np.clip(label.mean(), 0.5 / len(label), 1 - 0.5 / len(label)))
    if label.min() == label.max() or np.ptp(score) == 0:
        return Calibration("base_rate", 0.0, float(logit(base)))
    slope, intercept = line(score, label)
    if slope <= 0:
        return Calibration("base_rate", 0.0, float(logit(base)))
    if label.sum() < ISOTONIC_POSITIVES:
        return Calibration("logistic", slope, intercept)
    edge = 0.5 / len(label)  # no bin of finite data proves a probability of 0 or 1
    steps = IsotonicRegression(y_min=edge, y_max=1 - edge, out_of_bounds="clip").fit(score, label)
    return Calibration("isotonic", steps=(steps.X_thresholds_, steps.y_thresholds_))


def table(probability: np.ndarray, label: np.ndarray, bins: int = 10) -> pd.DataFrame:
    """Reliability: one row per tenth of the rows by probability, with the Wilson 95 % interval of the observed rate."""
    order = np.argsort(probability, kind="stable")
    rows = []
    for part in np.array_split(order, min(bins, len(order))):
        n, k = len(part), float(np.sum(label[part]))
        middle, z = (k + 1.92) / (n + 3.84), 1.96
        half = z / (n + 3.84) * np.sqrt(k * (n - k) / n + 0.96)
        rows.append({"count": n, "predicted": float(np.mean(probability[part])), "observed": k / n,
                     "low": max(0.0, middle - half), "high": min(1.0, middle + half)})
    return pd.DataFrame(rows)


def brier(probability: np.ndarray, label: np.ndarray) -> tuple[float, float]:
    """Brier score, and p(1-p) of always saying the base rate."""
    base = float(np.mean(label))
    return float(np.mean((probability - label) ** 2)), base * (1 - base)
