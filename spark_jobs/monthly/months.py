"""Local months, written YYYY-MM."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from firelake.messages import FirelakeError


def known(text: str) -> str:
    """The month as given. FirelakeError when it is none."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise FirelakeError("report_no_month", month=text[:20])
    return text


def of(moment: dt.datetime, zone: str) -> str:
    """The month of an instant."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m")


def moved(month: str, by: int) -> str:
    """The month so many later."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{number // 12}-{number % 12 + 1:02d}"


def last_day(month: str) -> dt.date:
    return dt.date.fromisoformat(f"{moved(month, 1)}-01") - dt.timedelta(days=1)


def bounds(month: str, zone: str, count: int = 1) -> tuple[dt.datetime, dt.datetime]:
    """The last instant before `count` months that end with this one, and the last of this one."""
    starts = (dt.datetime.fromisoformat(f"{moved(month, by)}-01").replace(tzinfo=ZoneInfo(zone)) for by in (1 - count, 1))
    before, end = (start.astimezone(dt.UTC) - dt.timedelta(microseconds=1) for start in starts)
    return before, end


def within(bounds: tuple[dt.datetime, dt.datetime]) -> str:
    """The SQL condition for an as-of after the first instant and up to the second."""
    return "_as_of > timestamp '{}' and _as_of <= timestamp '{}'".format(*(b.strftime("%Y-%m-%d %H:%M:%S.%f") for b in bounds))
