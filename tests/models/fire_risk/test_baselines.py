from dataclasses import replace

import numpy as np
import pandas as pd

from models.fire_risk import baselines
from models.fire_risk.task import TRUTH, Rule


def test_rule_orders_by_count_then_by_time_since_the_last():
    frame = pd.DataFrame(
        {"fires": [1, 0, 1, 2, None], "violations": [0, 1, 0, 0, None], "days": [900, None, 0, 5000, None]}
    )
    score = baselines.prior_rule(frame, Rule("r", ("fires", "violations"), "days"))
    assert score.rank(ascending=False).tolist() == [3.0, 4.0, 2.0, 1.0, 5.0]


def test_index_is_the_weighted_share_of_caps():
    features = baselines.index_rules()["features"]
    worst = pd.DataFrame([{name: 0 if part.get("inverse") else part["cap"] * 2 for name, part in features.items()}])
    best = pd.DataFrame([{name: part["cap"] if part.get("inverse") else 0 for name, part in features.items()}])
    assert (baselines.index(worst)[0], baselines.index(best)[0]) == (100.0, 0.0)
    half = best.assign(fire_count_36m=features["fire_count_36m"]["cap"] / 2)
    total = sum(part["weight"] for part in features.values())
    assert baselines.index(half)[0] == 50 * features["fire_count_36m"]["weight"] / total


def test_index_without_most_of_its_features_is_no_index():
    assert baselines.index(pd.DataFrame({"staff_count": [3]})).isna().all()


def test_type_rate_shrinks_small_types_to_the_overall_rate():
    train = pd.DataFrame({"kind": ["x"] * 90 + ["y"] * 10, "label": [1] * 9 + [0] * 81 + [1] * 1 + [0] * 9})
    found = baselines.type_rate(train, pd.DataFrame({"kind": ["x", "y", "new"]}), "kind", "label")
    np.testing.assert_allclose(found, [10 / 100, 2 / 20, 0.1])


def test_all_four_baselines_and_the_truth_stand_beside_the_model(task, province):
    rows = province[province["as_of_date"] == "2024-07-01"].assign(**{TRUTH: 0.5})
    assert list(baselines.rankings(task, rows, rows)) == ["random", "area", "prior_rule", "category", "index", "truth"]
    assert list(
        baselines.rankings(
            replace(task, area=None, key_class=None),
            rows,
            rows[["unit_id", "fire_count_36m", "violation_count_24m", "days_since_fire"]],
        )
    ) == ["random", "prior_rule"]
