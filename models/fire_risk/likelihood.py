"""P(label within the horizon | unit at as_of): the model and the simple rule, both calibrated, both with intervals."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from firelake.messages import FirelakeError
from models.fire_risk import calibration, learner
from models.fire_risk.baselines import prior_rule
from models.fire_risk.calibration import Calibration
from models.fire_risk.learner import Learner
from models.fire_risk.task import Task
from models.fire_risk.windows import CROSSFIT, RULE_ONLY, Windows

FOLDS = 5
REFITS = 20  # resampled refits behind a unit's interval


@dataclass(frozen=True)
class Likelihood:
    """What a set of windows taught. `learner` is None when the data are too short to train (windows.RULE_ONLY)."""

    task: Task
    windows: Windows
    base_rate: float
    positives: int
    rule: Calibration
    levels: tuple[np.ndarray, np.ndarray]
    learner: Learner | None = None
    model: Calibration | None = None
    refits: tuple[Learner, ...] = ()

    def predict(self, frame: pd.DataFrame, ranking: str) -> pd.DataFrame:
        """likelihood, low, high (95 %), raw score and spread (standard error on the log-odds), index of `frame`."""
        if ranking == "model":
            raw = self.learner.margin(frame)
            middle = self.model(raw)
            again = [logit(self.model(one.margin(frame))) for one in self.refits]
            spread = np.std(again, axis=0, ddof=1) if len(again) > 1 else np.zeros(len(frame))
        else:
            raw = prior_rule(frame, self.task.rule).to_numpy()
            middle = self.rule(np.log1p(raw))
            spread = np.interp(raw, *self.levels)
        low, high = (expit(logit(middle) + side * spread) for side in (-1.96, 1.96))
        return pd.DataFrame({"likelihood": middle, "low": np.minimum(low, middle), "high": np.maximum(high, middle),
                             "raw": raw, "spread": spread}, index=frame.index)


def _sorted(frame: pd.DataFrame, task: Task) -> pd.DataFrame:
    return frame.sort_values([task.as_of, task.unit], kind="stable")


def _fold(units: pd.Series) -> np.ndarray:
    return pd.util.hash_array(units.astype(str).to_numpy(dtype=object)) % FOLDS


def _out_of_fold(train: pd.DataFrame, task: Task, columns: list[str]) -> np.ndarray:
    """Margins of rows whose own unit took no part in training: the calibration of last resort, never silent."""
    fold, margin = _fold(train[task.clusters]), np.empty(len(train))
    for k in np.unique(fold):
        rest = train[fold != k]
        margin[fold == k] = learner.fit(rest, task.label, columns, task.seed).margin(train[fold == k])
    return margin


def _levels(raw: np.ndarray, label: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Standard error on the log-odds at each whole count of the rule, from the rows that stood there."""
    found = pd.DataFrame({"level": np.floor(raw), "label": label}).groupby("level")["label"].agg(["sum", "count"])
    error = np.sqrt(1 / (found["sum"] + 0.5) + 1 / (found["count"] - found["sum"] + 0.5))
    return found.index.to_numpy(dtype=float), error.to_numpy()


def _refits(train: pd.DataFrame, task: Task, columns: list[str], count: int) -> tuple[Learner, ...]:
    names, at = np.unique(train[task.clusters].astype(str), return_inverse=True)
    rng, found = np.random.default_rng(task.seed), []
    for k in range(count):
        drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)))[at]
        rows = train[drawn > 0]
        found.append(learner.fit(rows, task.label, columns, task.seed + k, weight=drawn[drawn > 0].astype(float)))
    return tuple(found)


def fit(task: Task, frame: pd.DataFrame, windows: Windows, refits: int = 0) -> Likelihood:
    """Train and calibrate on the windows of `frame`. Raises when not one labelled row precedes the cut-off."""
    train, later = _sorted(frame[windows.train], task), _sorted(frame[windows.calibrate], task)
    if train.empty or not train[task.label].any():
        raise FirelakeError("risk_no_labels", cutoff=windows.cutoff.date())
    held = later if len(later) else train
    raw, label = prior_rule(held, task.rule).to_numpy(), held[task.label].to_numpy(dtype=float)
    known = pd.concat([train, later])[task.label].astype(float)
    shared = {"task": task, "windows": windows, "base_rate": float(known.mean()), "positives": int(known.sum()),
              "rule": calibration.fit(np.log1p(raw), label), "levels": _levels(raw, label)}
    if windows.kind == RULE_ONLY:
        return Likelihood(**shared)
    columns = task.feature_columns(frame)
    trained = learner.fit(train, task.label, columns, task.seed)
    margin = _out_of_fold(train, task, columns) if windows.kind == CROSSFIT else trained.margin(later)
    return Likelihood(**shared, learner=trained, model=calibration.fit(margin, label),
                      refits=_refits(train, task, columns, refits))
