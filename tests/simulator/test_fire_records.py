"""Many fires at once: money adds up, and who dies in hospital counts within the window of the rule in force."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from simulator.fire_frames import frames
from simulator.losses import NEW_RULE
from simulator.plan import Plan
from simulator.register import Register

DAY = np.timedelta64(1, "D")


@pytest.fixture(scope="module")
def records():
    """30,000 dwelling fires in one burning street, half of them under each rule."""
    plan = Plan(0.002, dt.date(2025, 4, 1), dt.date(2025, 4, 30), 5)
    at = NEW_RULE + np.arange(-15_000, 15_000).astype("timedelta64[s]") * 60
    fires = pd.DataFrame({"kind": "dwelling", "area": 0, "row": -1, "building": 0, "place_code": "P01", "longitude": 101.8,
                          "latitude": 36.6, "address": "某路1号", "fire_at": at, "cause_code": "C01"})
    return frames(plan, np.datetime64("2025-05"), fires, Register(plan))


def test_direct_loss_is_the_sum_of_its_parts_before_and_after_approval(records):
    fire = records["fire"]
    rest = fire.disposal_cost_yuan + fire.injury_cost_yuan + fire.other_cost_yuan
    assert (fire.direct_loss_yuan == fire.damage_yuan + rest).all()
    assert (fire.direct_loss_yuan__first == fire.damage_yuan__first + rest).all()
    assert (fire.damage_yuan != fire.damage_yuan__first).mean() > 0.1


def test_late_deaths_are_first_injuries_and_fall_into_the_window(records):
    fire, victims = records["fire"].set_index("fire_id"), records["fire_casualty"]
    late = victims[victims._t1.notna()]
    assert (late.kind_code == "1").all() and (late.kind_code__first == "2").all() and late.died_at__first.isna().all()
    wait = (late.died_at.to_numpy() - fire.fire_at[late.fire_id].to_numpy()) / DAY
    new = fire.fire_at[late.fire_id].to_numpy() >= NEW_RULE
    assert new.any() and (~new).any()
    assert wait[~new].max() <= 7 and 7 < wait[new].max() <= 30
    assert (late._t1.to_numpy() >= late.died_at.to_numpy()).all()
    counts = late.groupby("fire_id").size()
    assert (fire.death_count[counts.index] - fire.death_count__first[counts.index] == counts).all()
    assert (fire.serious_injury_count__first[counts.index] - fire.serious_injury_count[counts.index] == counts).all()


def test_minor_fires_exist_only_under_the_new_rule_and_harm_nobody(records):
    fire = records["fire"]
    minor = fire[fire.minor_code == "1"]
    assert len(minor) and (minor.fire_at >= NEW_RULE).all()
    assert (minor.damage_yuan < 100_000).all()
    assert (minor[["death_count", "serious_injury_count", "minor_injury_count"]].sum(axis=1) == 0).all()
    assert minor._t1.isna().all()
