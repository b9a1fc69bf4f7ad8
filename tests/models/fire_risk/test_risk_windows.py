from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from firelake.messages import FirelakeError
from models.fire_risk import windows
from models.fire_risk.task import Split


def dates(frame, mask):
    return sorted(frame.loc[mask, "as_of_date"].dt.year.unique())


def test_train_then_calibrate_then_test_each_a_horizon_apart(task, province):
    found = windows.for_evaluation(task, province)
    assert (found.kind, found.cutoff) == (windows.THREE, pd.Timestamp("2024-07-01"))
    assert [dates(province, m) for m in (found.train, found.calibrate, found.test)] == [[2022], [2023], [2024]]


def test_one_year_before_the_test_is_too_short_for_a_calibration_window(task, province):
    found = windows.for_evaluation(task, province[province["as_of_date"] >= "2023-01-01"])
    assert found.kind == windows.CROSSFIT
    assert not found.calibrate.any()


def test_no_complete_label_before_the_test_leaves_the_rule(task, province):
    assert windows.for_evaluation(task, province[province["as_of_date"] >= "2024-01-01"]).kind == windows.RULE_ONLY


def test_no_complete_label_at_all_is_an_error(task, province):
    with pytest.raises(FirelakeError) as error:
        windows.for_evaluation(task, province[province["as_of_date"] >= "2025-01-01"])
    assert error.value.key == "risk_no_test_rows"


def test_scoring_uses_only_labels_complete_by_the_day(task, province):
    found = windows.for_scoring(task, province, pd.Timestamp("2024-07-01"))
    assert dates(province, found.train | found.calibrate) == [2022, 2023]
    assert dates(province, found.test) == [2024]


def test_a_shuffled_split_is_refused(task, province):
    shuffled = pd.Series(np.random.default_rng(1).random(len(province)) < 0.7, index=province.index)
    with pytest.raises(FirelakeError) as error:
        windows.refuse_overlap(province["as_of_date"], shuffled, ~shuffled, task.horizon_months)
    assert error.value.key == "risk_windows_overlap"


def test_a_label_that_closes_one_day_late_is_refused(task):
    as_of = pd.Series(pd.to_datetime(["2023-07-02", "2024-07-01"]))
    with pytest.raises(FirelakeError):
        windows.refuse_overlap(as_of, pd.Series([True, False]), pd.Series([False, True]), 12)


def test_fixed_dates_split_half_open(task):
    frame = pd.DataFrame(
        {
            "unit_id": list("abcd"),
            "fire_next_12m": [0, 1, 0, 1],
            "as_of_date": pd.to_datetime(["2018-06-30", "2018-07-01", "2019-06-30", "2019-07-01"]),
        }
    )
    fixed = replace(
        task, horizon_months=0, split=Split(cutoff=pd.Timestamp("2018-07-01"), until=pd.Timestamp("2019-07-01"))
    )
    assert list(windows.for_evaluation(fixed, frame).test) == [False, True, True, False]


def test_the_grid_keeps_the_newest_date_and_the_one_a_horizon_back():
    months = list(pd.date_range("2024-01-01", "2026-06-01", freq="MS"))
    assert windows.grid(months, 6) == list(
        pd.to_datetime(["2024-06-01", "2024-12-01", "2025-06-01", "2025-12-01", "2026-06-01"])
    )
