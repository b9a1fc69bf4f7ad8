"""The file of a fire beside its record: who was touched by it, what its damage is made of, what is found about its cause."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.stating import NEVER, days

UNIT, DWELLING, VEHICLE, OUTDOOR = "1", "2", "3", "4"
ITEMS = {UNIT: ("1", "2", "4"), DWELLING: ("1", "2"), VEHICLE: ("3",), OUTDOOR: ("9",)}  # items of loss by kind of fire
UNCLEAR = "C11"  # 不明确
FUELS = np.array(["电线绝缘层", "家具织物", "纸质包装", "食用油", "保温材料", "枯草树叶"], object)
IGNITIONS = np.array(["电弧", "高温表面", "明火", "烟头", "火花"], object)


def step(rng: np.random.Generator, month: np.datetime64, news: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """fire_party, fire_loss and fire_cause_version of the month's fires, stated with the fire's own record."""
    fires = news["fire"].reset_index(drop=True)
    return {"fire_party": _parties(rng, fires), "fire_loss": _losses(rng, fires), "fire_cause_version": _findings(rng, fires)}


def _parties(rng, fires) -> pd.DataFrame:
    """起火方 always, 责任方 and 产权方 of some, 受灾方 where it spread; a person has no unit number."""
    n, unit = len(fires), fires.unit_id.notna().to_numpy()
    shown = np.stack([np.ones(n, bool), rng.random(n) < 0.25, unit & (rng.random(n) < 0.4), rng.random(n) < 0.1], axis=1)
    fire, place = np.nonzero(shown)
    role = np.array(["1", "3", "4", "2"], object)[place]
    is_unit = unit[fire] & (place < 2)
    fresh = fires._t1.isna().to_numpy()[fire]
    doubtful = rng.random(len(fire)) < 0.05
    return pd.DataFrame({
        "party_id": [f"{f}-P{p + 1}" for f, p in zip(fires.fire_id.to_numpy(object)[fire], place)],
        "fire_id": fires.fire_id.to_numpy(object)[fire], "role_code": role,
        "party_kind_code": np.where(is_unit | (place == 2), "1", "2").astype(object),
        "unit_id": np.where(is_unit, fires.unit_id.to_numpy(object)[fire], None),
        "confidence_code": np.where(doubtful & ~fresh, "3", "2").astype(object), "confidence_code__first": "1",
        "_t0": fires._t0.to_numpy()[fire], "_t1": fires._t1.to_numpy()[fire]})


def _losses(rng, fires) -> pd.DataFrame:
    """The direct property damage in items, in fen; their sum is the fire's, before and after it is approved."""
    kind = fires.kind_code.to_numpy(object)
    count = np.array([len(ITEMS[k]) for k in kind], int)
    fire = np.repeat(np.arange(len(fires)), count)
    number = np.concatenate([np.arange(c) for c in count]) if len(fires) else np.zeros(0, int)
    weight = rng.uniform(0.2, 1, len(fire))
    share = weight / np.bincount(fire, weight, len(fires))[fire]
    final, first = (_split(fires[c].to_numpy("int64"), fire, share, number) for c in ("damage_yuan", "damage_yuan__first"))
    again = fires._t1.notna().to_numpy()[fire]
    return pd.DataFrame({
        "loss_id": [f"{f}-S{i + 1}" for f, i in zip(fires.fire_id.to_numpy(object)[fire], number)],
        "fire_id": fires.fire_id.to_numpy(object)[fire],
        "item_code": np.array([ITEMS[k][i] for k, i in zip(kind[fire], number)], object),
        "amount_yuan": final, "amount_yuan__first": first, "method_code": np.where(again, "2", "1").astype(object),
        "method_code__first": "1", "_t0": fires._t0.to_numpy()[fire], "_t1": fires._t1.to_numpy()[fire]})


def _split(total: np.ndarray, fire: np.ndarray, share: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Whole fen that add up to the total: the first item takes what rounding leaves."""
    parts = np.floor(total[fire] * share).astype("int64")
    rest = total - np.bincount(fire, parts, len(total)).astype("int64")
    parts[number == 0] += rest
    return parts


def _findings(rng, fires) -> pd.DataFrame:
    """A first opinion with the first report, a formal finding with the approval, and rarely a review of it."""
    big = fires[fires._t1.notna()].reset_index(drop=True)
    n = len(big)
    reviewed = rng.random(n) < 0.03
    at = np.concatenate([np.arange(n), np.arange(n), np.flatnonzero(reviewed)])
    stage = np.concatenate([np.full(n, 1), np.full(n, 2), np.full(int(reviewed.sum()), 3)])
    first, second = big._t0.to_numpy("datetime64[s]")[at], big._t1.to_numpy("datetime64[s]")[at]
    moment = np.select([stage == 1, stage == 2], [first, second], second + days(20))
    cause = big.cause_code.to_numpy(object)[at]
    return pd.DataFrame({
        "finding_id": [f"{f}-R{s}" for f, s in zip(big.fire_id.to_numpy(object)[at], stage)],
        "fire_id": big.fire_id.to_numpy(object)[at], "stage_code": stage.astype(str).astype(object), "found_at": moment,
        "cause_code": np.where((stage == 1) & (rng.random(len(at)) < 0.25), UNCLEAR, cause),
        "fuel_name": FUELS[rng.integers(0, len(FUELS), len(at))], "ignition_name": IGNITIONS[rng.integers(0, len(IGNITIONS), len(at))],
        "_t0": moment, "_t1": NEVER})
