"""The LightGBM likelihood: same rows in, same bytes out. Natural weights, missing values kept as missing."""

from dataclasses import dataclass

import lightgbm
import numpy as np
import pandas as pd

# Small trees and a fixed length: fires are few, and nothing is tuned on the test window. Deterministic needs a fixed
# thread count, row-wise histograms and rows in one order (the callers sort by as-of date and unit).
PARAMETERS = {
    "objective": "binary", "learning_rate": 0.03, "num_leaves": 15, "min_data_in_leaf": 40, "lambda_l2": 1.0,
    "cat_smooth": 20.0, "min_data_per_group": 50, "deterministic": True, "force_row_wise": True, "num_threads": 2,
    "verbosity": -1,
}
ROUNDS = 200


@dataclass(frozen=True)
class Learner:
    """A trained booster with its columns and, per text column, the categories seen in training."""

    booster: lightgbm.Booster
    columns: tuple[str, ...]
    categories: dict[str, list]

    def margin(self, frame: pd.DataFrame) -> np.ndarray:
        """Log-odds before calibration, one per row."""
        return self.booster.predict(encode(frame, self.columns, self.categories), raw_score=True, num_threads=2)

    def contributions(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Log-odds that each feature adds for each row (TreeSHAP); index of `frame`, one column per feature."""
        values = self.booster.predict(encode(frame, self.columns, self.categories), pred_contrib=True, num_threads=2)
        return pd.DataFrame(values[:, :-1], index=frame.index, columns=list(self.columns))


def encode(frame: pd.DataFrame, columns: tuple[str, ...], categories: dict[str, list]) -> pd.DataFrame:
    """Features as LightGBM takes them: text as known categories (an unseen one is missing), the rest as floats."""
    coded = {}
    for name in columns:
        column = frame[name]
        if name in categories:
            text = column.astype("object").where(column.notna()).map(str, na_action="ignore")
            coded[name] = pd.Categorical(text, categories=categories[name])
        else:  # booleans with gaps and decimals arrive as objects
            coded[name] = pd.to_numeric(column, errors="coerce").astype("float64").to_numpy()
    return pd.DataFrame(coded, index=frame.index)


def _categories(frame: pd.DataFrame, columns: list[str]) -> dict[str, list]:
    found = {}
    for name in columns:
        values = frame[name].dropna()
        if not pd.api.types.is_numeric_dtype(values) and any(isinstance(v, str) for v in values.head(1000)):
            found[name] = sorted(values.map(str).unique())
    return found


def fit(frame: pd.DataFrame, label: str, columns: list[str], seed: int, weight: np.ndarray | None = None) -> Learner:
    """Train on `frame` in the order given. `weight` is only for refits on a resample (how often a row was drawn)."""
    categories = _categories(frame, columns)
    data = lightgbm.Dataset(encode(frame, tuple(columns), categories), frame[label].astype(float), weight=weight,
                            categorical_feature=sorted(categories), free_raw_data=True)
    booster = lightgbm.train({**PARAMETERS, "seed": seed}, data, num_boost_round=ROUNDS)
    return Learner(booster, tuple(columns), categories)
