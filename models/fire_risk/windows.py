"""Time-ordered windows: train, then calibrate, then test; a label must be complete before the next window starts."""

from dataclasses import dataclass

import pandas as pd

from firelake.messages import FirelakeError
from models.fire_risk.task import Task

THREE = "three_windows"  # train < calibrate < test, no label of one reaching into the next
CROSSFIT = "crossfit"  # too short for a calibration window: calibrated out of fold by unit inside the training window
RULE_ONLY = "rule_only"  # too short to train at all: the simple rule is shipped


@dataclass(frozen=True)
class Windows:
    """Row masks over one frame, the way of calibration, and the cut-off: the first as-of date of the test window."""

    kind: str
    train: pd.Series
    calibrate: pd.Series
    test: pd.Series
    cutoff: pd.Timestamp | None


def grid(dates: list[pd.Timestamp], step_months: int) -> list[pd.Timestamp]:
    """Every `step_months`-th month back from the newest date: rows of one unit a month apart say the same thing. The
    step divides the horizon, so the date one horizon back, the newest complete label, stays in."""
    newest = max(dates)
    return sorted(d for d in dates if ((newest.year - d.year) * 12 + newest.month - d.month) % step_months == 0)


def refuse_overlap(as_of: pd.Series, train: pd.Series, test: pd.Series, horizon_months: int) -> None:
    """Leak L2: raise when the label of any training row is still open at the first test as-of date."""
    if not train.any() or not test.any():
        return
    ends, first = (as_of[train].max() + pd.DateOffset(months=horizon_months)), as_of[test].min()
    if ends > first or as_of[train].max() >= first:
        raise FirelakeError("risk_windows_overlap", train_end=ends.date(), test_start=first.date())


def _windows(task: Task, frame: pd.DataFrame, test: pd.Series, cutoff: pd.Timestamp) -> Windows:
    as_of, back = frame[task.as_of], pd.DateOffset(months=task.horizon_months)
    labelled = frame[task.label].notna()
    open_at = pd.Series(as_of + back, index=frame.index)
    before = labelled & (open_at <= cutoff) & (as_of < cutoff)
    none = pd.Series(False, index=frame.index)
    if not before.any() or frame.loc[before, task.label].nunique() < 2:
        return Windows(RULE_ONLY, before, none, test, cutoff)
    start = task.split.calibrate_from or as_of[before].max()
    train = before & (open_at <= start) & (as_of < start)
    if frame.loc[train, task.label].sum() < 50 or frame.loc[before & (as_of >= start), task.label].sum() < 20:
        return Windows(CROSSFIT, before, none, test, cutoff)
    return Windows(THREE, train, before & (as_of >= start), test, cutoff)


def for_evaluation(task: Task, frame: pd.DataFrame) -> Windows:
    """Windows whose test part has complete labels. Raises when there is no test row, or a window overlaps."""
    as_of, labelled = frame[task.as_of], frame[task.label].notna()
    if task.split.cutoff is not None:
        cutoff = task.split.cutoff
        test = labelled & (as_of >= cutoff) & (as_of < (task.split.until or pd.Timestamp.max))
    else:
        newest = as_of[labelled].max()
        cutoff = newest - pd.DateOffset(months=task.split.test_months - 1)
        test = labelled & (as_of >= cutoff)
    if not test.any():
        raise FirelakeError("risk_no_test_rows", task=task.task)
    found = _windows(task, frame, test, cutoff)
    refuse_overlap(as_of, found.train | found.calibrate, found.test, task.horizon_months)
    return found


def for_scoring(task: Task, frame: pd.DataFrame, as_of: pd.Timestamp) -> Windows:
    """Windows to score the units of `as_of`: whatever label is complete by then trains and calibrates."""
    score = frame[task.as_of] == as_of
    if not score.any():
        raise FirelakeError("risk_no_as_of", as_of=as_of.date())
    found = _windows(task, frame, score, as_of)
    refuse_overlap(frame[task.as_of], found.train | found.calibrate, score, task.horizon_months)
    return found
