import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from models.fire_risk import card, report, run, windows
from models.fire_risk.evaluate import evaluate

DAY = pd.Timestamp("2025-07-01")


@pytest.fixture(scope="session")
def scores(task, province, regions, orgs):
    return run.score(task, province, DAY, regions, orgs, refits=3)


def with_hazard(province):
    """The same province with one column that nearly tells the label: a model must win clearly on it."""
    rng = np.random.default_rng(4)
    label = province["fire_next_12m"].fillna(0)
    return province.assign(boiler_age=label * 1.5 + rng.normal(size=len(province)))


def test_a_model_that_does_not_beat_the_rule_is_not_released(task, province, scores):
    _, low, high = scores.evaluation.figure("model", "auc-rule")
    assert low <= 0 <= high or high < 0
    assert (scores.evaluation.released, scores.ranking) == (False, "prior_rule")
    assert any(s.startswith("模型与规则") and "不发布模型" in s for s in scores.sentences)
    by_rule = scores.units.groupby("rule_score")["likelihood"].nunique()
    assert (by_rule == 1).all()


def test_a_model_that_clearly_beats_the_rule_is_released(task, province, regions, orgs):
    found = run.score(task, with_hazard(province), DAY, regions, orgs, refits=3)
    assert found.evaluation.figure("model", "auc-rule")[1] > 0
    assert (found.evaluation.released, found.ranking) == (True, "model")
    assert found.version.startswith("fire-20250701-m")


def test_every_unit_of_the_day_once_with_consistent_grade_and_score(scores, province):
    units = scores.units
    assert sorted(units["unit_id"]) == sorted(province[province["as_of_date"] == DAY]["unit_id"])
    assert units["score"].is_monotonic_decreasing
    floor = units["grade_code"].map({"1": 75, "2": 50, "3": 25, "4": 0})
    assert ((units["score"] > floor) & (units["score"] <= floor + 25)).all()
    assert (units["rank_low"] <= units["rank_high"]).all()
    assert set(units["as_of_date"]) == {DAY.date()}
    assert len(json.loads(units["reasons"].iloc[0])) > 0


def test_the_same_run_twice_is_the_same_table(task, province, regions, orgs, scores):
    again = run.score(task, province.sample(frac=1, random_state=3), DAY, regions, orgs, refits=3)
    assert again.version == scores.version
    pd.testing.assert_frame_equal(
        again.units.sort_values("unit_id").reset_index(drop=True),
        scores.units.sort_values("unit_id").reset_index(drop=True),
    )
    pd.testing.assert_frame_equal(again.regions, scores.regions)


def test_a_score_as_of_a_day_ignores_everything_later(task, province, regions, orgs):
    day = pd.Timestamp("2024-07-01")
    then = province[province["as_of_date"] <= day].copy()
    then.loc[then["as_of_date"] > day - pd.DateOffset(months=12), "fire_next_12m"] = np.nan
    now, before = (run.score(task, f, day, regions, orgs, refits=0) for f in (province, then))
    pd.testing.assert_frame_equal(now.units, before.units)
    pd.testing.assert_frame_equal(now.orgs, before.orgs)


def test_short_data_fall_back_and_say_so(task, province, regions, orgs):
    short = province[province["as_of_date"] >= "2023-01-01"]
    assert evaluate(task, short).facts["split"] == windows.CROSSFIT
    found = run.score(task, short, DAY, regions, orgs, refits=0)
    assert any("交叉拟合" in s for s in found.sentences)
    shortest = province[province["as_of_date"] >= "2024-01-01"]
    found = run.score(task, shortest, DAY, regions, orgs, refits=0)
    assert (found.evaluation, found.ranking, found.runs.empty) == (None, "prior_rule", True)
    assert any("无法证明" in s for s in found.sentences)


def test_the_run_table_has_every_ranking_with_its_interval(scores):
    runs = scores.runs
    assert set(runs["ranking"]) == {"model", "random", "area", "prior_rule", "category", "index"}
    auc = runs[(runs["ranking"] == "model") & (runs["metric"] == "auc")].iloc[0]
    assert auc["low"] < auc["value"] < auc["high"]
    assert (auc["n"], auc["cutoff"]) == (500, pd.Timestamp("2024-07-01").date())


def test_report_prints_what_every_report_must(task, province):
    found = evaluate(task, province)
    said = "\n".join(report.lines(found, run.verdict(found), "模拟数据"))
    assert said.startswith("【模拟数据】")
    for part in (
        "标签：确认火灾",
        "截止日：2024-07-01",
        "测试行：500，正例",
        "按时间三段",
        "自助抽样 200 次",
        "样本来源：全部单位",
        "提升度@辖区名额",
    ):
        assert part in said
    assert re.search(r"^AUC +0\.\d{3} \(0\.\d{3}–0\.\d{3}\)", said, re.M)


def test_card_states_simulated_data_and_loads_nothing(scores, tmp_path):
    folder = card.write(scores, tmp_path, "模拟数据：不代表真实单位", True)
    page, body = (folder / "card.html").read_text("utf-8"), json.loads((folder / "card.json").read_text("utf-8"))
    assert "模拟数据：不代表真实单位" in page
    assert not re.search(r"https?://|<script|<link", page)
    assert (body["simulated"], body["shipped"], body["model_version"]) == (True, "prior_rule", scores.version)
    assert sum(body["grades"].values()) == len(scores.units)
    assert scores.sentences[0] in page


def test_truth_stands_beside_the_model_only_when_given(task, province):
    given = province.assign(true_probability=province["fire_next_12m"].fillna(0) * 0.1 + 0.01)
    found = evaluate(replace(task, replicates=50), given)
    assert found.figure("truth", "auc")[0] == 1.0
    assert "true_probability" not in task.feature_columns(given)


def test_calibration_is_reported_of_what_ships(task, province):
    rule, model = evaluate(task, province), evaluate(task, with_hazard(province))
    assert (rule.facts["shipped"], model.facts["shipped"]) == ("prior_rule", "model")
    assert model.facts["brier"] == model.facts["brier_model"]
    assert rule.facts["brier"] != rule.facts["brier_model"]
    assert rule.reliability["count"].sum() == rule.facts["n"]
