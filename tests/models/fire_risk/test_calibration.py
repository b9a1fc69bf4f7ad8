import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from models.fire_risk import calibration


def draw(n, slope, seed=2):
    rng = np.random.default_rng(seed)
    score = rng.normal(size=n)
    return score, (rng.random(n) < expit(slope * score - 2)).astype(float)


@pytest.mark.parametrize(("n", "kind"), [(800, "logistic"), (8000, "isotonic")])
def test_probability_never_falls_as_the_score_rises(n, kind):
    found = calibration.fit(*draw(n, 1.0))
    assert found.kind == kind
    probability = found(np.linspace(-6, 6, 500))
    assert (np.diff(probability) >= 0).all()
    assert probability[0] > 0
    assert probability[-1] < 1
    assert probability[-1] > probability[0]


def test_calibrated_mean_is_the_base_rate():
    score, label = draw(8000, 1.0)
    assert calibration.fit(score, label)(score).mean() == pytest.approx(label.mean(), abs=0.002)


def test_a_score_that_falls_with_the_label_becomes_the_base_rate():
    score, label = draw(800, 1.5)
    found = calibration.fit(-score, label)
    assert found.kind == "base_rate"
    assert found(np.array([-9.0, 9.0])) == pytest.approx([label.mean()] * 2)


def test_reliability_table_counts_every_row():
    found = calibration.table(np.array([0.1, 0.9, 0.2, 0.8]), np.array([0, 1, 0, 0.0]), bins=2)
    expected = pd.DataFrame({"count": [2, 2], "predicted": [0.15, 0.85], "observed": [0.0, 0.5]})
    pd.testing.assert_frame_equal(found[["count", "predicted", "observed"]], expected)
    assert found["low"].tolist() == [0.0, pytest.approx(0.0945, abs=0.001)]
    assert found["high"].tolist() == [pytest.approx(0.658, abs=0.001), pytest.approx(0.9055, abs=0.001)]


def test_brier_of_the_base_rate_is_p_times_one_minus_p():
    assert calibration.brier(np.full(4, 0.25), np.array([1, 0, 0, 0.0])) == (0.1875, 0.1875)
