"""Each detector is shown its own fault; one that stays silent on it fails here."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from firelake.messages import FirelakeError
from models.fire_risk import leakage, windows
from models.fire_risk.evaluate import evaluate
from models.fire_risk.task import Split

AS_OF = pd.Timestamp("2024-07-01")
VISITS = pd.DataFrame(
    {
        "unit_id": ["a", "a", "b"],
        "violations": [2, 5, 1],
        "opened_at": pd.to_datetime(["2024-01-10", "2024-06-20", "2024-02-01"]),
        "closed_at": pd.to_datetime(["2024-02-10", "2024-08-01", "2024-03-01"]),
    }
)
REGISTER = pd.DataFrame(
    {
        "unit_id": ["a", "a", "b"],
        "area": [100.0, 900.0, 50.0],
        "seen_from": pd.to_datetime(["2023-01-01", "2024-09-01", "2023-01-01"]),
    }
)
FACTS = {"visit": VISITS, "register": REGISTER}
KNOWN = {"visit": "closed_at", "register": "seen_from"}


def features(facts, event="closed_at", current=False):
    """Violations of visits and the area of each unit as of AS_OF; `event` and `current` inject the two faults."""
    register = facts["register"] if current else facts["register"][facts["register"]["seen_from"] <= AS_OF]
    newest = register.sort_values("seen_from").groupby("unit_id")["area"].last()
    visits = facts["visit"][facts["visit"][event] <= AS_OF].groupby("unit_id")["violations"].sum()
    return pd.DataFrame({"area": newest, "violations": visits}).rename_axis("unit_id").reset_index()


def hindsight(**fault):
    leakage.refuse_hindsight(
        lambda facts: features(facts, **fault), FACTS, KNOWN, AS_OF, ["unit_id"], ["area", "violations"]
    )


def test_features_known_at_the_date_pass_truncation():
    hindsight()


def test_a_visit_opened_but_not_closed_is_hindsight():
    with pytest.raises(FirelakeError) as error:
        hindsight(event="opened_at")
    assert (error.value.key, error.value.values["columns"], error.value.values["count"]) == (
        "risk_hindsight",
        "violations",
        1,
    )


def test_the_current_register_row_is_hindsight():
    with pytest.raises(FirelakeError) as error:
        hindsight(current=True)
    assert error.value.values["columns"] == "area"


def test_a_unit_that_only_the_future_knows_is_hindsight():
    late = {
        **FACTS,
        "register": pd.concat(
            [REGISTER, pd.DataFrame({"unit_id": ["c"], "area": [1.0], "seen_from": [pd.Timestamp("2025-01-01")]})]
        ),
    }
    with pytest.raises(FirelakeError) as error:
        leakage.refuse_hindsight(
            lambda facts: features(facts, current=True), late, KNOWN, AS_OF, ["unit_id"], ["violations"]
        )
    assert error.value.values["columns"] == "unit_id"


def test_a_shuffled_panel_gets_no_report(task, province):
    shuffled = pd.Series(np.random.default_rng(1).random(len(province)) < 0.7, index=province.index)
    known = province["fire_next_12m"].notna()
    split = windows.Windows(windows.CROSSFIT, shuffled & known, shuffled & False, ~shuffled & known, AS_OF)
    with pytest.raises(FirelakeError) as error:
        evaluate(task, province, split)
    assert error.value.key == "risk_windows_overlap"


def test_a_split_without_cutoff_or_type_gets_no_report(task, province):
    good = windows.for_evaluation(task, province)
    for bad in (replace(good, cutoff=None), replace(good, kind="random")):
        with pytest.raises(FirelakeError) as error:
            evaluate(task, province, bad)
        assert error.value.key == "risk_split_unknown"


def test_a_fan_out_of_burnt_units_is_refused(task, province):
    burnt = province[province["fire_next_12m"] == 1]
    with pytest.raises(FirelakeError) as error:
        evaluate(task, pd.concat([province, burnt]))
    assert (error.value.key, error.value.values["count"]) == ("risk_doubled_rows", len(burnt))


def test_an_inspector_never_ranks_anyone(task, province):
    for named in (task, replace(task, features=("floor_area_m2", "inspector_id"))):
        with pytest.raises(FirelakeError) as error:
            evaluate(named, province.assign(inspector_id="x"))
        assert error.value.key == "risk_forbidden_feature"


def test_hard_scores_and_a_diluted_label_raise_alarms(task):
    figures = pd.DataFrame({"ranking": ["model"], "metric": ["auc"], "value": [0.9]})
    facts = {"base_rate": 0.3, "open_at_cutoff": 0, "cutoff": "2024-07-01"}
    banded = replace(task, base_rate_band=(0.001, 0.1), split=Split())
    said = leakage.alarms(banded, facts, figures, {"model": np.array([0.0, 1.0, 1.0])})
    assert [s.split(" ")[0] for s in said] == ["模型只有", "测试窗口基准率", "AUC"]
    fine = figures.assign(value=0.7)
    assert leakage.alarms(banded, {**facts, "base_rate": 0.05}, fine, {"model": np.arange(50.0)}) == []
