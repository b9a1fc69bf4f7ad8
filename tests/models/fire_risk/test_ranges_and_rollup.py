import numpy as np
import pandas as pd
import pytest

from models.fire_risk import area, ranges, rollup


def ranked(spread):
    p = np.array([0.4, 0.2, 0.1, 0.05])
    return ranges.of_units(p, np.full(4, spread), 0.1, np.ones(4, dtype=int), np.full(4, 4), seed=1)


def test_certain_likelihoods_have_one_rank_and_doubt_widens_it():
    low, high = ranked(0.0)
    assert (low.tolist(), high.tolist()) == ([1, 2, 3, 4], [1, 2, 3, 4])
    low, high = ranked(1.0)
    assert (high - low).min() >= 1
    assert (low <= high).all()


def test_a_red_line_outranks_a_higher_likelihood():
    low, _ = ranges.of_units(np.array([0.05, 0.15]), np.zeros(2), 0.1, np.ones(2, dtype=int), np.array([1, 4]), seed=1)
    assert low.tolist() == [1, 2]


def test_ties_take_their_whole_block():
    low, high = ranges.of_draws(np.tile([5.0, 5.0, 1.0], (50, 1)))
    assert (low.tolist(), high.tolist()) == ([1, 1, 3], [2, 2, 3])


@pytest.mark.parametrize(
    ("low", "high", "said"), [(3, 11, "3–11"), (5, 5, "5"), (1, 11, "1–11"), (1, 12, "不排名（区间过宽）")]
)
def test_no_number_where_the_range_spans_over_half(low, high, said):
    assert ranges.text(low, high, 20) == said


def units(counts):
    rows = [(code, 0.1, 2 if k == 0 else 4) for code, n in counts.items() for k in range(n)]
    return pd.DataFrame(rows, columns=["region_code", "likelihood", "grade_code"])


def test_levels_add_up_and_unknown_codes_stay_out(regions):
    found = rollup.roll_up(
        units({"630102": 100, "630104": 50, "630202": 50, "999999": 70}), "region_code", regions, None, seed=1
    ).set_index("code")
    assert found["unit_count"].to_dict() == {
        "630000": 200,
        "630100": 150,
        "630102": 100,
        "630104": 50,
        "630200": 50,
        "630202": 50,
    }
    assert found["high_unit_count"].to_dict()["630000"] == 3
    children = found.loc[["630102", "630104", "630202"], "expected_fire_count"].sum()
    assert found.loc["630000", "expected_fire_count"] == pytest.approx(children)
    assert found.loc["630000", "expected_fire_count"] == pytest.approx(20, rel=0.1)
    assert (found["expected_low"] < found["expected_fire_count"]).all()
    assert (found["expected_fire_count"] < found["expected_high"]).all()


def test_a_quiet_county_is_shrunken_not_zero(regions):
    past = pd.DataFrame(
        {"expected": [10.0, 5.0, 5.0], "observed": [30.0, 5.0, 0.0]}, index=["630102", "630104", "630202"]
    )
    found = rollup.roll_up(units({"630102": 100, "630104": 50, "630202": 50}), "region_code", regions, past, seed=1)
    rate = found.set_index("code")["expected_fire_count"] / found.set_index("code")["unit_count"]
    assert 0.1 < rate["630102"] < 0.3
    assert 0 < rate["630202"] < 0.1
    counties = found[found["level"] == "county"].set_index("code")
    assert counties["rank_low"].idxmin() == "630102"


def test_no_unit_in_the_tree_gives_no_rows(regions):
    assert rollup.roll_up(units({"999999": 3}), "region_code", regions, None, seed=1).empty


def test_dispersion_large_when_regions_differ_no_more_than_chance():
    expected = np.full(40, 20.0)
    assert rollup.dispersion(expected, np.random.default_rng(1).poisson(expected).astype(float)) == rollup.SHAPE[1]
    assert rollup.dispersion(expected, np.array([2.0, 60.0] * 20)) < 2


def test_area_backtest_scores_counts_against_units(task):
    before = pd.DataFrame(
        {
            "unit_id": list("abcd"),
            "as_of_date": pd.Timestamp("2023-07-01"),
            "region_code": ["x", "x", "y", "y"],
            "fire_next_12m": [1.0, 1.0, 0.0, 0.0],
        }
    )
    test = before.assign(as_of_date=pd.Timestamp("2024-07-01"))
    found = area.backtest(task, before, test, pd.Series([0.5, 0.5, 0.5, 0.5], index=test.index), "region_code")
    assert (found["regions"], found["observed"]) == (2, 2.0)
    assert found["past_count"] == pytest.approx(0.1)
    assert found["units_sum"] == pytest.approx(found["overall_rate"])
    assert found["units_sum"] > found["past_count"]
