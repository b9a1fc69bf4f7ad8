"""Consequence class from written rules about the register (consequence.yml); a visit's result never lowers it."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from models.fire_risk import conditions


@cache
def rules() -> dict:
    """The published rule table: version, classes, rules, names."""
    return yaml.safe_load((Path(__file__).parent / "consequence.yml").read_text(encoding="utf-8"))


def classify(frame: pd.DataFrame) -> pd.DataFrame:
    """consequence_class 1 (light) to 4 (heavy), points, and `because`: titles of the rules that held."""
    points = pd.Series(0, index=frame.index)
    because = pd.Series([()] * len(frame), index=frame.index, dtype=object)
    for rule in rules()["rules"]:
        if conditions.missing(frame, rule["when"]):
            continue
        held = conditions.holds(frame, rule["when"])
        points += held.astype(int) * rule["points"]
        because[held] = because[held].map(lambda found, title=rule["title"]: (*found, title))
    found = 1 + np.searchsorted(rules()["classes"], points.to_numpy(), side="right")
    return pd.DataFrame({"consequence_class": found.astype(int), "points": points, "because": because})


def code(consequence_class: pd.Series) -> pd.Series:
    """The code list counts the other way, like grades: "1" is the heaviest."""
    return (5 - consequence_class).astype(str)


def gaps(frame: pd.DataFrame) -> dict[str, float]:
    """Share of rows for which a column the rules read is unknown (1.0: the column is not there at all)."""
    columns = sorted({column for rule in rules()["rules"] for column in rule["when"]} - {"key_unit_code"})
    return {c: float(frame[c].isna().mean()) if c in frame else 1.0 for c in columns}
