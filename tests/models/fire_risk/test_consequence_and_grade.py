import numpy as np
import pandas as pd
import pytest

from firelake.messages import FirelakeError
from models.fire_risk import conditions, consequence, grade

FACTS = pd.DataFrame(
    {
        "is_crowded": [True, True, False, None],
        "key_unit_code": ["2", "1", None, "8"],
        "floor_area_m2": [25000, 800, 90, None],
        "has_sprinkler": [False, True, False, None],
        "exit_count": [3, 1, 1, None],
        "staff_count": [300, 5, 2, None],
    }
)


def test_class_follows_the_written_points():
    found = consequence.classify(FACTS)
    assert found["points"].tolist() == [9, 5, 0, 4]
    assert found["consequence_class"].tolist() == [4, 3, 1, 3]
    assert consequence.code(found["consequence_class"]).tolist() == ["1", "2", "4", "2"]
    assert found["because"][1] == (
        "人员密集场所",
        "公众聚集、客运、文化类重点单位",
        "消防安全重点单位",
        "人员密集场所安全出口不足 2 个",
    )


def test_a_clean_visit_never_lowers_the_consequence():
    visited = FACTS.assign(last_result_code="1", violation_count_24m=0, open_violation_count=0, days_since_inspection=1)
    pd.testing.assert_frame_equal(consequence.classify(visited), consequence.classify(FACTS))
    read = {column for rule in consequence.rules()["rules"] for column in rule["when"]}
    assert not [c for c in read if any(w in c for w in ("violation", "inspection", "result", "rectif", "visit"))]


def test_consequence_and_red_lines_read_nothing_about_people():
    written = consequence.rules()["rules"] + grade.rules()["red_lines"]
    words = ("ethnic", "religio", "income", "officer", "inspector")
    assert not [c for rule in written for c in rule["when"] if any(w in c for w in words)]


def test_unknown_facts_add_nothing_but_are_counted():
    assert consequence.gaps(FACTS)["exit_count"] == 0.25
    assert consequence.gaps(FACTS)["height_m"] == 1.0
    assert consequence.classify(pd.DataFrame(index=[0]))["consequence_class"].tolist() == [1]


def test_matrix_never_milder_for_more_likelihood_or_more_consequence():
    table = grade.matrix()
    assert table.shape == (4, 4)
    assert (np.diff(table, axis=0) <= 0).all()
    assert (np.diff(table, axis=1) <= 0).all()
    assert (table[0, 0], table[3, 3]) == (4, 1)


def test_likelihood_classes_are_multiples_of_the_base_rate():
    assert grade.likelihood_class(np.array([0.009, 0.01, 0.02, 0.039, 0.04]), 0.01).tolist() == [1, 2, 3, 3, 4]


def test_red_lines_only_raise():
    facts = pd.DataFrame(
        {
            "is_crowded": [True, True, False],
            "fire_count_12m": [1, 0, 3],
            "consequence_class": [1, 1, 4],
            "open_violation_count": [0, 0, 2],
        }
    )
    lines = grade.red_lines(facts)
    assert lines["ceiling"].tolist() == [2, 4, 2]
    assert lines["because"].tolist() == [("人员密集场所近一年发生过火灾",), (), ("后果严重且有未整改隐患",)]
    codes = grade.codes(np.array([0.001, 0.001, 0.9]), 0.01, np.array([1, 1, 4]), lines["ceiling"].to_numpy())
    assert codes.tolist() == [2, 4, 1]


def test_scores_keep_the_order_of_grades_and_severity():
    colour, p, heavy = np.array([1, 2, 2, 4]), np.array([0.02, 0.9, 0.5, 0.01]), np.array([4, 2, 3, 1])
    assert grade.scores(colour, p, heavy).tolist() == [100.0, 62.5, 75.0, 25.0]
    assert grade.scores(np.array([2, 2]), np.array([0.1, 0.1]), np.array([1, 1])).tolist() == [68.75, 68.75]


def test_regions_by_their_rate_over_the_whole():
    assert grade.region_code(np.array([0.5, 0.8, 1.25, 2.5])).tolist() == [4, 3, 2, 1]


def test_an_unknown_condition_is_an_error():
    with pytest.raises(FirelakeError):
        conditions.holds(FACTS, {"exit_count": {"roughly": 2}})
