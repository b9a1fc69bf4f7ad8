"""Damage to a cell is the damage it is called."""

import datetime as dt
from random import Random

import pytest

from simulator.injector.cells import CELL_KINDS


@pytest.mark.parametrize("kind", ["date_in_future", "year_1900"])
def test_a_day_of_another_year_is_a_day(kind):
    for day in range(0, 1500, 7):
        text = (dt.date(2020, 1, 1) + dt.timedelta(days=day)).isoformat()
        moved = CELL_KINDS[kind].change(text, None, Random(day))
        assert moved is None or dt.date.fromisoformat(moved).isoformat()[4:] == text[4:]


@pytest.mark.parametrize("kind", ["date_in_future", "year_1900"])
@pytest.mark.parametrize("text", ["2020-02-29", "20200229", "2020/02/29 08:00:00"])
def test_a_leap_day_is_left_alone(kind, text):
    assert CELL_KINDS[kind].change(text, None, Random(1)) is None
