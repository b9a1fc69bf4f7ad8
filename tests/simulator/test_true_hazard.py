"""The true hazard is the chance of a fire, and evaluation can read it."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from models.fire_risk.io import with_truth
from models.fire_risk.task import load as load_tasks
from simulator.plan import Plan
from simulator.world import World
from tests.simulator.conftest import DAY, FIRST

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def year():
    """True hazard at the beginning of a year and the units that burnt in it."""
    world = World(Plan(0.2, dt.date(2024, 1, 1), dt.date(2024, 12, 31), 3))
    hazard = world.true_hazard(np.datetime64("2024-01"))
    fires = pd.concat([world.step(month)["fire"] for month in world.plan.months()])
    return hazard.assign(burnt=hazard.unit_id.isin(fires.unit_id))


def test_as_many_units_burn_as_the_probabilities_promise(year):
    expected = year.true_probability.sum()
    assert abs(year.burnt.sum() - expected) < 4 * np.sqrt(expected)
    high = year.true_probability > year.true_probability.quantile(0.9)
    expected = year.true_probability[high].sum()
    assert abs(year.burnt[high].sum() - expected) < 4 * np.sqrt(expected)


def test_even_full_knowledge_ranks_units_only_so_well(year):
    assert 0.70 < roc_auc_score(year.burnt, year.true_probability) < 0.85


def test_one_row_per_open_unit_and_month_that_evaluation_joins(clean):
    file = clean / "answers" / "true_hazard.parquet"
    hazard = pd.read_parquet(file)
    assert not hazard.duplicated(["unit_id", "as_of_date"]).any() and hazard.true_probability.between(0, 1).all()
    assert hazard.as_of_date.drop_duplicates().tolist() == list(pd.date_range(FIRST, DAY, freq="MS"))
    units = pd.read_parquet(clean / "answers" / "truth" / "unit.parquet")
    open_ = units[units.seen_to.isna() & units.closed_date.isna()]
    day = hazard[hazard.as_of_date == "2025-09-01"]
    assert set(day.unit_id) >= set(open_.unit_id) - set(units[units.opened_date >= dt.date(2025, 9, 1)].unit_id)
    frame = day[["unit_id", "as_of_date"]].sample(50, random_state=1)
    joined = with_truth(frame, load_tasks(ROOT / "deployments" / "qinghai")["fire"], file)
    assert joined.merge(day, on=["unit_id", "as_of_date"]).eval("true_probability_x == true_probability_y").all()
