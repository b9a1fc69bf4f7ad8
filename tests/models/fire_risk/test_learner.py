import numpy as np
import pandas as pd

from models.fire_risk import learner

COLUMNS = ["floor_area_m2", "fire_count_36m", "industry_code", "is_crowded", "violation_count_24m"]


def known(province):
    return province[province["fire_next_12m"].notna()]


def test_same_rows_same_bytes(province):
    first, second = (learner.fit(known(province), "fire_next_12m", COLUMNS, 7) for _ in range(2))
    assert first.booster.model_to_string() == second.booster.model_to_string()
    np.testing.assert_array_equal(first.margin(province), second.margin(province))


def test_missing_stays_missing_and_an_unseen_category_is_missing(province):
    rows = province.head(2).assign(industry_code=["Z99", None], floor_area_m2=[None, 5.0])
    coded = learner.encode(rows, tuple(COLUMNS), {"industry_code": ["F52", "H61"]})
    assert coded["industry_code"].isna().tolist() == [True, True]
    assert coded["floor_area_m2"].isna().tolist() == [True, False]
    assert coded["is_crowded"].tolist() == [1.0, 0.0]


def test_contributions_sum_to_the_margin(province):
    found = learner.fit(known(province), "fire_next_12m", COLUMNS, 7)
    total = found.contributions(province).sum(axis=1)
    gap = found.margin(province) - total
    np.testing.assert_allclose(gap, gap.iloc[0])
    assert total.std() > 0


def test_integers_with_gaps_arrive_as_objects(province):
    rows = pd.DataFrame({"staff_count": pd.Series([1, None, 3], dtype=object)})
    assert learner.encode(rows, ("staff_count",), {})["staff_count"].dtype == "float64"
