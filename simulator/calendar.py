"""Working days of the province: weekends, holidays and 调休 by the yearly notices of the State Council."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import numpy as np
import pandas as pd

from simulator.reference import table

FIRST, LAST = np.datetime64("2021-01-01"), np.datetime64("2026-12-31")


@lru_cache
def days() -> pd.DataFrame:
    """One row per day from 2021 to 2026: day_date, is_workday, is_holiday, holiday_name."""
    dates = np.arange(FIRST, LAST + 1)
    weekday = (dates.astype(int) + 3) % 7
    workday, name = weekday < 5, np.full(len(dates), None, object)
    for row in table("holidays").itertuples():
        span = (dates >= np.datetime64(row.first)) & (dates <= np.datetime64(row.last))
        workday[span] = row.kind == "work"
        if row.kind == "off":
            name[span] = row.name
    holiday = np.array([n is not None for n in name])
    return pd.DataFrame({"day_date": dates.astype("datetime64[s]"), "is_workday": workday, "is_holiday": holiday,
                         "holiday_name": name})


@lru_cache
def workdays() -> np.ndarray:
    """Working days, ascending."""
    known = days()
    return known.day_date.to_numpy("datetime64[D]")[known.is_workday.to_numpy()]


def on_workday(dates: np.ndarray, later: np.ndarray | int = 0) -> np.ndarray:
    """The first working day on or after each date, then `later` working days on."""
    at = np.searchsorted(workdays(), np.asarray(dates, "datetime64[D]")) + later
    return workdays()[np.minimum(at, len(workdays()) - 1)]


def published(day: np.datetime64, first: dt.date) -> pd.DataFrame:
    """The calendar as known on `day`: the notice for a year appears in November before it."""
    year = int(str(day)[:4]) + (str(day)[5:7] >= "11")
    known = days()
    years = known.day_date.dt.year
    return known[(years >= first.year) & (years <= year)].reset_index(drop=True)
