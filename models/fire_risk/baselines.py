"""Rankings without learning, always shown beside the model on the same rows (risk-method.md §5)."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from models.fire_risk.task import TRUTH, Rule, Task


@cache
def index_rules() -> dict:
    """The weighted index as published: version and, per feature, weight, cap and title."""
    return yaml.safe_load((Path(__file__).parent / "index.yml").read_text(encoding="utf-8"))


def prior_rule(frame: pd.DataFrame, rule: Rule) -> pd.Series:
    """Past count, then time since the last one: the count plus a fraction below 1 that falls with the days since."""
    count = frame[list(rule.count)].apply(pd.to_numeric, errors="coerce").fillna(0).sum(axis=1).astype(float)
    if rule.since is None:
        return count
    days = pd.to_numeric(frame[rule.since], errors="coerce").astype(float).clip(lower=0)
    return count + (1 / (2 + days)).fillna(0)


def index(frame: pd.DataFrame) -> pd.Series:
    """The transparent index, 0–100: each known feature as a share of its cap, times its weight, over all weights.
    NaN everywhere when the frame lacks features of more than half the weight: then it would be another index."""
    features = index_rules()["features"]
    parts = {name: part for name, part in features.items() if name in frame}
    total = sum(part["weight"] for part in parts.values())
    if total * 2 < sum(part["weight"] for part in features.values()):
        return pd.Series(np.nan, index=frame.index)
    points = pd.Series(0.0, index=frame.index)
    for name, part in parts.items():
        share = pd.to_numeric(frame[name], errors="coerce").astype(float).clip(0, part["cap"]) / part["cap"]
        points += part["weight"] * (1 - share if part.get("inverse") else share).fillna(0)
    return 100 * points / total


def type_rate(train: pd.DataFrame, test: pd.DataFrame, column: str, label: str) -> pd.Series:
    """The training rate of each row's type, shrunken to the overall rate by ten rows' worth."""
    base = train[label].astype(float).mean()
    groups = train.assign(_y=train[label].astype(float)).groupby(column)["_y"].agg(["sum", "count"])
    rate = (groups["sum"] + 10 * base) / (groups["count"] + 10)
    return test[column].map(rate).astype(float).fillna(base)


def rankings(task: Task, train: pd.DataFrame, test: pd.DataFrame) -> dict[str, pd.Series]:
    """Every baseline the task's columns allow, by name, higher is riskier; missing values rank last."""
    # All rows tied: metrics count a tie as every order on average, which is what a random order gives.
    found = {"random": pd.Series(0.0, index=test.index)}
    if task.area:
        found["area"] = pd.to_numeric(test[task.area], errors="coerce").astype(float)
    elif task.type and len(train):
        found["area"] = type_rate(train, test, task.type, task.label)
    found["prior_rule"] = prior_rule(test, task.rule)
    if task.key_class:
        found["category"] = test[task.key_class].notna().astype(float)
    points = index(test)
    if points.notna().any() and points.nunique() > 1:
        found["index"] = points
    if TRUTH in test:
        found["truth"] = test[TRUTH].astype(float)
    return {name: score.astype(float).fillna(score.min() - 1) for name, score in found.items()}
