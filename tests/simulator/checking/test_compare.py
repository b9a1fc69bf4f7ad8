"""Comparing two frames cell by cell."""

import numpy as np
import pandas as pd
import pytest

from simulator.checking.compare import Cell, Comparison, as_known, compare


def rows(*cells) -> pd.DataFrame:
    return pd.DataFrame(list(cells), columns=["unit_id", "area", "name"]).astype({"unit_id": object, "name": object})


def seen(expected: pd.DataFrame, found: pd.DataFrame) -> Comparison:
    return compare("unit", expected, found, ["unit_id"], ["unit_id", "area", "name"])


TRUE = rows(("U1", 10.0, "甲"), ("U2", np.nan, None))


def test_equal_rows_in_another_order_are_equal():
    assert seen(TRUE, TRUE.iloc[::-1]) == Comparison("unit", 2, 2, cells=6)


def test_nulls_are_equal_only_to_nulls():
    assert seen(TRUE, rows(("U1", 10.0, None), ("U2", 0.0, None))).first == [
        Cell(("U2",), "area", pytest.approx(np.nan, nan_ok=True), 0.0), Cell(("U1",), "name", "甲", None)]


def test_floats_are_compared_to_twelve_digits():
    assert seen(TRUE, rows(("U1", 10.0 + 1e-11, "甲"), ("U2", np.nan, None))).equal
    assert not seen(TRUE, rows(("U1", 10.0 + 1e-9, "甲"), ("U2", np.nan, None))).equal


def test_missing_extra_and_doubled_rows_are_named():
    found = seen(TRUE, rows(("U1", 10.0, "甲"), ("U1", 10.0, "甲"), ("U3", 1.0, "乙")))
    assert (found.missing, found.extra, found.differing, found.equal) == (1, 2, 0, False)
    assert found.first == [Cell(("U2",), None, "row", None), Cell(("U1",), None, None, "row"), Cell(("U3",), None, None, "row")]


def test_what_was_known_at_an_instant():
    moments = pd.to_datetime(["2026-01-31", "2026-02-28", "2026-03-31"])
    versions = pd.DataFrame({"unit_id": ["U1", "U1", "U2"], "_seen_from": moments,
                             "_seen_to": [moments[1], pd.NaT, pd.NaT]})
    assert list(as_known(versions, moments[0]).index) == [0]
    assert list(as_known(versions, moments[1]).index) == [1]
    assert list(as_known(versions, pd.Timestamp("2026-04-30")).index) == [1, 2]
