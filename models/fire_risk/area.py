"""Area backtest: do summed likelihoods tell next year's fires per region better than last year's plain count?"""

import numpy as np
import pandas as pd

from models.fire_risk.task import Task


def deviance(observed: np.ndarray, expected: np.ndarray) -> float:
    """Mean Poisson deviance per region; expectations below 0.1 count as 0.1, a zero forecast is never certain."""
    expected = np.maximum(expected, 0.1)
    logs = np.where(observed > 0, observed * np.log(np.maximum(observed, 1e-9) / expected), 0.0)
    return float(np.mean(2 * (logs - (observed - expected))))


def backtest(task: Task, before: pd.DataFrame, test: pd.DataFrame, likelihood: pd.Series, code: str) -> dict | None:
    """Regions, observed positives, and deviance of three forecasts: summed likelihoods, last complete year's count per
    unit times the units now (exposure), and the overall rate times the units. None when nothing came before."""
    if before.empty or code not in test:
        return None
    test = test[test[task.as_of] == test[task.as_of].min()]
    last = before[before[task.as_of] == before[task.as_of].max()]
    now = test.assign(expected=likelihood.loc[test.index]).groupby(code).agg(
        observed=(task.label, "sum"), expected=("expected", "sum"), units=(task.unit, "size"))
    past = last.groupby(code)[task.label].agg(["sum", "count"]).reindex(now.index).fillna(0.0)
    rate = last[task.label].astype(float).mean()
    count = np.where(past["count"] > 0, past["sum"] / past["count"].clip(lower=1), rate) * now["units"]
    observed = now["observed"].to_numpy(dtype=float)
    return {"regions": len(now), "observed": float(observed.sum()),
            "units_sum": deviance(observed, now["expected"].to_numpy()),
            "past_count": deviance(observed, np.asarray(count, dtype=float)),
            "overall_rate": deviance(observed, rate * now["units"].to_numpy())}
