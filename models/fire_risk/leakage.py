"""Detectors of risk-method.md §4. Each is shown to fire on its own fault in tests/models/fire_risk/test_leakage.py."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from firelake.messages import FirelakeError, text
from models.fire_risk.task import Task

TOO_GOOD_AUC = 0.85  # §14: above it, look for a leak before believing it
FEWEST_SCORES = 10  # L3: fewer distinct scores are labels, not scores


def refuse_doubled(frame: pd.DataFrame, task: Task) -> None:
    """Leak L1: raise when a (unit, as_of) stands in more than one row."""
    doubled = int(frame.duplicated([task.unit, task.as_of]).sum())
    if doubled:
        raise FirelakeError("risk_doubled_rows", task=task.task, count=doubled)


def differences(full: pd.DataFrame, truncated: pd.DataFrame, keys: list[str], columns: list[str]) -> pd.DataFrame:
    """Cells (keys, column, full, truncated) that differ between features built from the whole history and from data
    cut at as_of; a row only one side has differs in its keys. Numbers are compared to 1e-9."""
    both = full[keys + columns].merge(truncated[keys + columns], on=keys, how="outer", suffixes=("", "__cut"),
                                      indicator="_side")
    found = [both.loc[both["_side"] != "both", keys].assign(column="、".join(keys), full=None, truncated=None)]
    both = both[both["_side"] == "both"]
    for name in columns:
        left, right = both[name], both[f"{name}__cut"]
        same = (left == right) | (left.isna() & right.isna())
        if pd.api.types.is_numeric_dtype(left) and pd.api.types.is_numeric_dtype(right):
            same |= np.isclose(left.astype(float), right.astype(float), rtol=1e-9, atol=1e-9)
        odd = both.loc[~same.astype(bool), keys]
        found.append(odd.assign(column=name, full=left.loc[odd.index], truncated=right.loc[odd.index]))
    found = [part for part in found if len(part)]
    columns_out = [*keys, "column", "full", "truncated"]
    return pd.concat(found, ignore_index=True)[columns_out] if found else pd.DataFrame(columns=columns_out)


def refuse_hindsight(build: Callable[[dict], pd.DataFrame], facts: dict[str, pd.DataFrame], known_at: dict[str, str],
                     as_of: pd.Timestamp, keys: list[str], columns: list[str]) -> None:
    """Leak L5, the truncation test: `build(facts)` at `as_of` must give the same cells when every fact not yet known
    by then (column `known_at` of its table later than as_of, or null) is taken away. Raises with the columns named."""
    cut = {name: table[table[known_at[name]] <= as_of] if name in known_at else table for name, table in facts.items()}
    odd = differences(build(facts), build(cut), keys, columns)
    if len(odd):
        raise FirelakeError("risk_hindsight", as_of=as_of.date(), count=len(odd),
                            columns="、".join(sorted(odd["column"].unique())))


def alarms(task: Task, facts: dict, figures: pd.DataFrame, scores: dict[str, np.ndarray]) -> list[str]:
    """Sentences for the report: doubtful, not forbidden (L3 hard scores, L7 base rate out of its band, too good)."""
    found = []
    if "model" in scores and len(np.unique(scores["model"])) < FEWEST_SCORES:
        found.append(text("risk_alarm_hard_scores", count=len(np.unique(scores["model"]))))
    low, high = task.base_rate_band
    if not low <= facts["base_rate"] <= high:
        found.append(text("risk_alarm_base_rate", rate=facts["base_rate"], low=low, high=high))
    best = figures.query("ranking == 'model' and metric == 'auc'")["value"]
    if len(best) and best.iloc[0] > TOO_GOOD_AUC:
        found.append(text("risk_alarm_too_good", auc=best.iloc[0], limit=TOO_GOOD_AUC))
    if facts["open_at_cutoff"]:
        found.append(text("risk_alarm_open_labels", count=facts["open_at_cutoff"], cutoff=facts["cutoff"]))
    return found
