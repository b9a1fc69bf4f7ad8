import numpy as np
import pandas as pd
import pytest

from firelake.messages import FirelakeError
from models.fire_risk import likelihood, windows


@pytest.fixture(scope="session")
def learned(task, province):
    return likelihood.fit(task, province, windows.for_evaluation(task, province), refits=4)


@pytest.mark.parametrize("ranking", ["model", "prior_rule"])
def test_interval_holds_the_likelihood_and_has_a_width(learned, province, ranking):
    said = learned.predict(province, ranking)
    assert (said["low"] <= said["likelihood"]).all()
    assert (said["likelihood"] <= said["high"]).all()
    assert (said["high"] > said["low"]).mean() > 0.9
    assert said["likelihood"].between(0, 1).all()


@pytest.mark.parametrize("ranking", ["model", "prior_rule"])
def test_calibration_comes_from_the_later_window(learned, province, ranking):
    later = province[learned.windows.calibrate]
    assert learned.predict(later, ranking)["likelihood"].mean() == pytest.approx(
        later["fire_next_12m"].mean(), abs=0.01
    )


def test_cross_fitting_never_scores_a_unit_with_its_own_label(task, province):
    rows = province[province["as_of_date"] == "2023-07-01"].sort_values("unit_id")
    noise = np.random.default_rng(0)
    columns = ["floor_area_m2", "identity"]
    rows = rows.assign(identity=np.arange(len(rows), dtype=float), fire_next_12m=noise.integers(0, 2, len(rows)))
    margin = likelihood._out_of_fold(rows, task, columns)
    assert abs(np.corrcoef(margin, rows["fire_next_12m"])[0, 1]) < 0.2


def test_too_short_data_calibrate_the_rule_alone(task, province):
    short = province[(province["as_of_date"] >= "2023-01-01")]
    split = windows.for_evaluation(task, short)
    alone = windows.Windows(windows.RULE_ONLY, split.train, split.calibrate, split.test, split.cutoff)
    found = likelihood.fit(task, short, alone)
    assert found.learner is None
    assert found.predict(short, "prior_rule")["likelihood"].nunique() > 2


def test_no_label_at_all_gives_no_probability(task, province):
    late = province[province["as_of_date"] >= "2024-01-01"]
    with pytest.raises(FirelakeError) as error:
        likelihood.fit(task, late, windows.for_scoring(task, late, pd.Timestamp("2024-07-01")))
    assert error.value.key == "risk_no_labels"
