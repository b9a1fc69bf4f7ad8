"""The periods deliveries come for: how one is called, when it ends, which are over by a day.

`day` and `workday` are called 2026-06-30, `month` 2026-06, `quarter` 2026-Q2, `year` 2026. Workdays are those of the calendar the
State Council announces every year (法定节假日与调休).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

LONGEST = {"day": 1, "workday": 11, "month": 31, "quarter": 92, "year": 366}  # days; two weekends and a week of holidays
PERIODS = tuple(LONGEST)
# Days without a delivery after which the wall calls a feed late: two of its periods, of workdays one such gap.
LATE_AFTER = {"day": 2, "workday": 11, "month": 62, "quarter": 184, "year": 731}
CALENDAR = "silver.calendar_day"
Workdays = Callable[[dt.date], bool]


def monday_to_friday(day: dt.date) -> bool:
    """What holds for days no calendar speaks of."""
    return day.weekday() < 5


def workdays(lake) -> Workdays:
    """Which days people work by the calendar of the lake."""
    short = CALENDAR.split(".")[1]
    rows = lake.rows(f"select day_date, is_workday from {lake.name(CALENDAR)}") if short in lake.tables("silver") else []
    known = {day: is_workday for day, is_workday in rows if is_workday is not None}
    return lambda day: known.get(day, monday_to_friday(day))


def period(every: str, day: dt.date) -> str:
    """The period a local day belongs to."""
    if every == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return day.isoformat()[:{"year": 4, "month": 7}.get(every, 10)]


def first_day(name: str) -> dt.date:
    """The day with which a period begins."""
    end = last_day(name)
    if len(name) == 10:
        return end
    months = 12 if len(name) == 4 else 3 if "Q" in name else 1
    return end.replace(day=1, month=end.month - months + 1)


def last_day(name: str) -> dt.date:
    """The day with which a period ends."""
    year, _, rest = name.partition("-")
    if len(rest) > 2:
        return dt.date.fromisoformat(name)
    month = 12 if not rest else 3 * int(rest[1]) if rest[0] == "Q" else int(rest)
    return dt.date(int(year) + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def over(every: str, first: dt.date, day: dt.date, works: Workdays) -> Iterator[str]:
    """The periods that are over by the end of `day`, from that of `first` on."""
    for number in range((day - first).days + 1):
        at = first + dt.timedelta(days=number)
        name = period(every, at)
        if last_day(name) == at and (every != "workday" or works(at)):
            yield name
