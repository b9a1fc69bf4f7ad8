"""From units to counties, prefectures and brigades: expected fires with intervals, shrunken towards the units' sum."""

import numpy as np
import pandas as pd

from models.fire_risk import grade, ranges

DRAWS = 2000
SHAPE = (1.0, 25.0)  # bounds of the dispersion: a few dozen regions never prove that they differ by less than a fifth
COLUMNS = ["code", "level", "expected_fire_count", "expected_low", "expected_high", "high_unit_count", "unit_count",
           "score", "grade_code", "rank_low", "rank_high"]
DEFAULT_SHAPE = 4.0  # no backtest year yet: a region's true rate may well be half or double


def dispersion(expected: np.ndarray, observed: np.ndarray) -> float:
    """Gamma shape by moments: Var(observed) = expected + expected² / shape."""
    extra = float(np.sum((observed - expected) ** 2 - expected))
    return float(np.clip(np.sum(expected**2) / extra, *SHAPE)) if extra > 0 else SHAPE[1]


def factors(past: pd.DataFrame | None, codes: pd.Index, seed: int) -> np.ndarray:
    """(DRAWS, codes) draws of each region's true rate over the expected one: Gamma(shape + observed, shape +
    expected) after the backtest year `past` (index code; expected, observed), Gamma(shape, shape) without one; times
    one shared draw for the level of the whole place, as uncertain as the fires of that year are few."""
    rng = np.random.default_rng(seed)
    if past is None:
        return rng.gamma(DEFAULT_SHAPE, 1 / DEFAULT_SHAPE, size=(DRAWS, len(codes)))
    shape = dispersion(past["expected"].to_numpy(), past["observed"].to_numpy())
    past = past.reindex(codes).fillna(0.0)
    own = rng.gamma(shape + past["observed"].to_numpy(), 1 / (shape + past["expected"].to_numpy()),
                    size=(DRAWS, len(codes)))
    total = past["observed"].sum() + 1
    return own * rng.gamma(total, 1 / total, size=(DRAWS, 1))


def _ancestors(code: str, parents: dict[str, str]) -> list[str]:
    found = [code]
    while (up := parents.get(found[-1])) and up not in found:
        found.append(up)
    return found


def roll_up(units: pd.DataFrame, code: str, tree: pd.DataFrame, past: pd.DataFrame | None, seed: int) -> pd.DataFrame:
    """One row per node of `tree` (code, parent_code, level) with scored units at or below it; units whose code is not
    in the tree are left out, the model card counts them.

    `units`: one row per unit with `code`, likelihood, grade_code (a number). A parent is the sum of its children in
    every draw, so the levels add up. Expected: units with at least one fire within the horizon; the interval holds
    the count of 95 of 100 such years. Ranks are within a level, by rate. No unit in the tree gives no rows.
    """
    units = units[units[code].isin(set(tree["code"]))]
    if units.empty:
        return pd.DataFrame(columns=COLUMNS)
    leaves = units.groupby(code).agg(expected=("likelihood", "sum"), unit_count=("likelihood", "size"),
                                     high_unit_count=("grade_code", lambda g: int((g <= 2).sum())))
    drawn = leaves["expected"].to_numpy() * factors(past, leaves.index, seed)
    parents = dict(tree.dropna(subset=["parent_code"])[["code", "parent_code"]].itertuples(index=False))
    levels = dict(tree[["code", "level"]].itertuples(index=False))
    members: dict[str, list[int]] = {}
    for at, leaf in enumerate(leaves.index):
        for node in filter(levels.__contains__, _ancestors(leaf, parents)):
            members.setdefault(node, []).append(at)
    whole = drawn.sum(axis=1).mean() / leaves["unit_count"].sum()
    rows, rates, chance = [], {}, np.random.default_rng(seed + 1)
    for node in sorted(members):
        at = members[node]
        total, count = drawn[:, at].sum(axis=1), int(leaves["unit_count"].iloc[at].sum())
        low, high = np.percentile(chance.poisson(total), [2.5, 97.5])
        multiple = total.mean() / count / whole
        rates[node] = total / count
        rows.append({"code": node, "level": levels.get(node), "expected_fire_count": total.mean(),
                     "expected_low": min(low, total.mean()), "expected_high": max(high, total.mean()),
                     "high_unit_count": int(leaves["high_unit_count"].iloc[at].sum()),
                     "unit_count": count, "score": min(100.0, 50 * multiple),
                     "grade_code": int(grade.region_code(np.array([multiple]))[0])})
    found = pd.DataFrame(rows)
    for _, level in found.groupby("level", dropna=False):
        low, high = ranges.of_draws(np.stack([rates[node] for node in level["code"]], axis=1))
        found.loc[level.index, "rank_low"], found.loc[level.index, "rank_high"] = low, high
    return found.astype({"rank_low": int, "rank_high": int})[COLUMNS]
