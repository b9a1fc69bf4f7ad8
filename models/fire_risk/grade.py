"""Grade = published matrix of likelihood class and consequence class, raised by red-line rules (grade.yml)."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from models.fire_risk import conditions

BAND = {1: 75.0, 2: 50.0, 3: 25.0, 4: 0.0}  # score 0–100: a redder grade always stands above


@cache
def rules() -> dict:
    """The published grading: version, likelihood multiples, matrix, red lines, colours."""
    return yaml.safe_load((Path(__file__).parent / "grade.yml").read_text(encoding="utf-8"))


def matrix() -> np.ndarray:
    """Grade codes [likelihood class - 1, consequence class - 1]."""
    return np.array([rules()["matrix"][k] for k in (1, 2, 3, 4)])


def likelihood_class(likelihood: np.ndarray, base_rate: float) -> np.ndarray:
    """1–4 by multiples of the base rate."""
    return 1 + np.searchsorted(np.array(rules()["likelihood_multiples"]) * base_rate, likelihood, side="right")


def red_lines(frame: pd.DataFrame) -> pd.DataFrame:
    """`ceiling`: the mildest grade code allowed (4 when no rule holds), `because`: titles; `frame` carries
    consequence_class beside the facts."""
    ceiling = pd.Series(4, index=frame.index)
    because = pd.Series([()] * len(frame), index=frame.index, dtype=object)
    for rule in rules()["red_lines"]:
        if conditions.missing(frame, rule["when"]):
            continue
        held = conditions.holds(frame, rule["when"])
        ceiling[held] = np.minimum(ceiling[held], rule["at_least"])
        because[held] = because[held].map(lambda found, title=rule["title"]: (*found, title))
    return pd.DataFrame({"ceiling": ceiling, "because": because})


def codes(likelihood: np.ndarray, base_rate: float, consequence: np.ndarray, ceiling: np.ndarray) -> np.ndarray:
    """Grade code 1 红 – 4 蓝 per row; accepts (draws, n) likelihoods against (n,) facts."""
    found = matrix()[likelihood_class(likelihood, base_rate) - 1, np.broadcast_to(consequence - 1, likelihood.shape)]
    return np.minimum(found, ceiling)


def severity(likelihood: np.ndarray, consequence: np.ndarray) -> np.ndarray:
    """Order within a grade: likelihood, doubled with each consequence class."""
    return likelihood * 2.0 ** (consequence - 1)


def scores(grade: np.ndarray, likelihood: np.ndarray, consequence: np.ndarray) -> np.ndarray:
    """0–100: the band of the grade (25 wide) plus the place within it by severity; ties share a score."""
    within = pd.Series(severity(likelihood, consequence)).groupby(grade).rank(pct=True, method="average").to_numpy()
    return np.array([BAND[g] for g in grade]) + 25 * within


def region_code(multiple: np.ndarray) -> np.ndarray:
    """Grade code of a region or brigade by its rate over the whole place's."""
    return 4 - np.searchsorted(rules()["region_multiples"], multiple, side="right")
