import json
import string

import numpy as np
import pandas as pd
import pytest

from models.fire_risk import reasons

AS_OF = pd.Timestamp("2026-07-01")
LABELS = {"key_unit_code": {"8": "易燃易爆单位"}}


@pytest.mark.parametrize(
    ("feature", "value", "said"),
    [
        ("fire_count_36m", 2, "近三年发生火灾 2 起"),
        ("fire_count_36m", 0.0, "近三年未发生火灾"),
        ("floor_area_m2", 12345.6, "建筑面积 12,346 平方米"),
        ("floor_area_m2", None, "建筑面积未登记"),
        ("is_crowded", True, "属人员密集场所"),
        ("is_crowded", np.nan, "是否人员密集未登记"),
        ("key_unit_code", "8", "消防安全重点单位：易燃易爆单位"),
        ("no_such_feature", 1, None),
    ],
)
def test_a_fact_reads_as_a_sentence(feature, value, said):
    assert reasons.sentence(feature, value, LABELS) == said


def test_every_template_can_be_spoken():
    for feature, words in reasons.templates().items():
        names = {f for text in words.values() for _, f, _, _ in string.Formatter().parse(text) if f is not None}
        assert names <= {"value"}, feature
        if "text" in words:
            assert reasons.sentence(feature, 3.0 if ":" in words["text"] else "3")


def test_largest_rising_contributions_with_value_and_date():
    frame = pd.DataFrame({"fire_count_36m": [2], "floor_area_m2": [500.0], "is_crowded": [False], "staff_count": [9]})
    effects = pd.DataFrame([[0.9, 0.3, -0.4, 0.001]], columns=frame.columns)
    assert reasons.of_model(frame, effects, AS_OF, LABELS) == [
        [
            {
                "text": "近三年发生火灾 2 起（截至 2026-07-01）",
                "feature": "fire_count_36m",
                "value": 2.0,
                "effect": 0.9,
            },
            {
                "text": "建筑面积 500 平方米（截至 2026-07-01）",
                "feature": "floor_area_m2",
                "value": 500.0,
                "effect": 0.3,
            },
        ]
    ]


def test_the_rule_says_its_counts_and_nothing_about_zeros():
    frame = pd.DataFrame({"fire_count_36m": [0], "violation_count_24m": [4]})
    found = reasons.of_rule(frame, list(frame.columns), AS_OF)
    assert [r["text"] for r in found[0]] == ["近两年发现隐患 4 处（截至 2026-07-01）"]


def test_stored_reasons_hold_red_lines_and_consequence_too():
    stored = reasons.as_json([{"text": "甲", "feature": "f", "value": 1.0, "effect": 0.2}], ("人员密集场所",), ("红",))
    assert [r["effect"] for r in json.loads(stored)] == [0.2, "红线", "后果"]
    assert reasons.plain(stored) == "甲；红线：红；后果：人员密集场所"
