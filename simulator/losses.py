"""What a fire costs: casualties, burned area, money (in fen), and the grade by the rule in force on its day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.plan import instant

NEW_RULE = instant(np.datetime64("2025-05-01"))  # 消防〔2025〕17号
MILLION_YUAN = 10**8  # in fen
LIMITS = {"old": (10, 50, 100), "new": (30, 100, 300)}  # 较大, 重大, 特别重大; million yuan of direct loss
TYPICAL = {"unit": 8.0, "dwelling": 7.6, "vehicle": 8.8, "outdoor": 5.8}
DEADLY = {"unit": -5.9, "dwelling": -5.1, "vehicle": -6.6, "outdoor": -8.0}
HARMFUL = {"unit": -4.6, "dwelling": -4.2, "vehicle": -5.2, "outdoor": -6.5}


def assess(rng: np.random.Generator, fires: pd.DataFrame, sprinkler: np.ndarray) -> pd.DataFrame:
    """Columns of loss for each fire, money in fen. Consistent: parts add up, minor fires have neither victims nor costs
    and are no arson."""
    n, kind = len(fires), fires.kind.to_numpy(object)
    force = rng.normal(0, 1, n) - 0.6 * sprinkler
    local_hour = (fires.fire_at.to_numpy().astype("datetime64[h]").astype(int) + 8) % 24
    night = (local_hour >= 23) | (local_hour < 6)
    dead = _people(rng, np.array([DEADLY[k] for k in kind]) + 0.9 * force + 0.8 * night, 0.35)
    serious = _people(rng, np.array([HARMFUL[k] for k in kind]) - 0.6 + 0.9 * force, 0.4)
    slight = _people(rng, np.array([HARMFUL[k] for k in kind]) + 0.9 * force, 0.8)
    damage = np.exp(np.array([TYPICAL[k] for k in kind]) + 1.7 * force)
    disaster = np.isin(kind, ["unit"]) & (rng.random(n) < 0.012)
    damage = np.where(disaster, np.exp(rng.uniform(np.log(3e6), np.log(7e7), n)), damage).clip(20, 2.5e8)
    damage = (damage * 100).round().astype("int64")
    harmed = dead + serious + slight
    small = (damage < 100_000) & (harmed == 0)
    arson = (fires.cause_code == "C09").to_numpy()
    minor = small & ~arson & (fires.fire_at.to_numpy() >= NEW_RULE)
    disposal = np.where(minor, 0, (rng.gamma(2, 60_000, n) * np.exp(0.3 * force)).astype("int64") + 5_000)
    injury = np.where(harmed > 0, (dead * rng.uniform(3e7, 9e7, n) + serious * rng.uniform(3e6, 1.2e7, n)
                                   + slight * rng.uniform(1e5, 8e5, n)).astype("int64") + 100, 0)
    other = np.where(~small & (rng.random(n) < 0.2), (damage * rng.uniform(0.01, 0.1, n)).astype("int64"), 0)
    burned = np.exp(0.4 + 0.42 * np.log(damage / 300_000) + rng.normal(0, 0.6, n))
    burned = np.where(minor, burned.clip(0.1, 4), burned.clip(1, 20_000)).round(1)
    home = (kind == "dwelling") | (fires.place_code == "P02").to_numpy()
    households = np.where(home & ~minor, 1 + (rng.random(n) < 0.12) * rng.poisson(1.5, n), 0)
    return pd.DataFrame({"death_count": dead, "serious_injury_count": serious, "minor_injury_count": slight,
                         "damage_yuan": damage, "disposal_cost_yuan": disposal, "injury_cost_yuan": injury,
                         "other_cost_yuan": other, "burned_area_m2": burned, "affected_household_count": households,
                         "minor": minor})


def _people(rng, log_odds, more) -> np.ndarray:
    """Mostly none, mostly one when any, rarely several."""
    any_ = rng.random(len(log_odds)) < 1 / (1 + np.exp(-log_odds))
    many = 1 + rng.poisson(more, len(log_odds)) + (rng.random(len(log_odds)) < 0.03) * rng.integers(2, 5, len(log_odds))
    return np.where(any_, many, 0)


def grades(fire_at: np.ndarray, dead: np.ndarray, serious: np.ndarray, loss_fen: np.ndarray) -> np.ndarray:
    """1 特别重大 … 4 一般: 条例493号 before 2025-05-01, 消防〔2025〕17号 since. One criterion suffices."""
    new = fire_at >= NEW_RULE
    limits = np.where(new[:, None], LIMITS["new"], LIMITS["old"]) * MILLION_YUAN
    return np.select(
        [(dead >= 30) | (serious >= 100) | (loss_fen >= limits[:, 2]),
         (dead >= 10) | (serious >= 50) | (loss_fen >= limits[:, 1]),
         (dead >= 3) | (serious >= 10) | (loss_fen >= limits[:, 0])], ["1", "2", "3"], "4").astype(object)
