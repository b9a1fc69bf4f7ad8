"""What should have come and did not: by feed, scope and period, up to a business day."""

import datetime as dt

import pytest

from cli.standard.agreed import EVERY
from expectations import grammar
from firelake.messages import text
from spark_jobs.accept import ACCEPTED, HELD, REJECTED, REPLACED, RETRACTED, State
from spark_jobs.arrivals import Arrival, arrivals, last_owed_from, late_after
from spark_jobs.delivery import Delivery, as_of_from
from spark_jobs.periods import CALENDAR, LATE_AFTER, PERIODS, last_day, monday_to_friday, period, workdays
from spark_jobs.silver import contract_hash
from tests.spark_jobs.making import contracts, feed, table

ZONE = "Asia/Shanghai"


def came(day: str, status: str = ACCEPTED, scope: str = "") -> State:
    moment = as_of_from(day, ZONE)
    return State(Delivery(f"{day}{scope}{status}", "test.thing", moment, moment, (), scope), status)


def owed(every: str, day: str, *states: State, works=monday_to_friday, **agreed) -> list[Arrival]:
    return arrivals(feed(every=every, **agreed), states, dt.date.fromisoformat(day), ZONE, works)


def one(every: str, day: str, *states: State, **agreed) -> Arrival:
    (arrival,) = owed(every, day, *states, **agreed)
    return arrival


def test_a_month_is_owed_once_it_is_over():
    months = came("2026-01"), came("2026-02")
    assert one("month", "2026-03-30", *months).complete
    assert one("month", "2026-03-31", *months).missing == ("2026-03",)


def test_a_day_within_the_month_speaks_for_the_month():
    assert one("month", "2026-02-28", came("2026-01"), came("2026-02-03")).complete


def test_gaps_between_and_at_the_end_are_told_by_what_came_instead():
    found = one("day", "2026-01-06", came("2026-01-01"), came("2026-01-02", HELD), came("2026-01-03", REJECTED),
                came("2026-01-05"), came("2026-01-05", REJECTED))
    assert found == Arrival("test.thing", "", "day", dt.date(2026, 1, 5), ("2026-01-02",), ("2026-01-03",),
                            ("2026-01-04", "2026-01-06"))


def test_what_was_retracted_is_owed_again_and_what_was_replaced_is_there():
    found = one("day", "2026-01-02", came("2026-01-01", REPLACED), came("2026-01-02", RETRACTED))
    assert (found.missing, found.last) == (("2026-01-02",), dt.date(2026, 1, 1))


def test_one_that_was_wrong_about_its_day_opens_no_years_of_debts():
    found = one("month", "2026-02-28", came("1926-06", RETRACTED), came("2006-06", HELD), came("2026-01"), came("2026-02"))
    assert (found.held, found.missing) == (("2006-06",), ())


def test_a_scope_that_was_never_taken_owes_what_was_refused():
    found = one("month", "2026-06-30", came("2026-01", REJECTED))
    assert found == Arrival("test.thing", "", "month", None, (), ("2026-01",), ())


def test_each_scope_owes_since_its_own_first():
    found = owed("month", "2026-02-28", came("2026-01", scope="630102"), came("2026-02", scope="630103"))
    assert [(a.scope, a.missing) for a in found] == [("630102", ("2026-02",)), ("630103", ())]


def test_what_comes_irregularly_owes_nothing():
    assert one("irregular", "2026-06-30", came("2026-01-15")) == Arrival(
        "test.thing", "", "irregular", dt.date(2026, 1, 15), (), (), ())


def test_what_speaks_for_a_day_after_the_business_day_does_not_count():
    assert one("day", "2026-01-01", came("2026-01-01"), came("2026-01-02")).last == dt.date(2026, 1, 1)
    assert owed("day", "2025-12-31", came("2026-01-01")) == []


@pytest.mark.parametrize(("every", "first", "before", "ended", "name"), [
    ("quarter", "2026-03-31", "2026-06-29", "2026-06-30", "2026-Q2"),
    ("year", "2025-12-31", "2026-12-30", "2026-12-31", "2026"),
])
def test_a_quarter_and_a_year_are_owed_once_they_are_over(every, first, before, ended, name):
    assert one(every, before, came(first)).complete
    assert one(every, ended, came(first)).missing == (name,)


def test_a_delivery_is_owed_from_the_agreed_days_after_its_period_on():
    june = came("2026-05")
    assert one("month", "2026-07-04", june, due_days=5).complete
    assert one("month", "2026-07-05", june, due_days=5).missing == ("2026-06",)


def test_nobody_owes_for_a_weekend():
    friday = came("2026-06-26")
    assert one("workday", "2026-06-28", friday).complete
    assert one("workday", "2026-06-29", friday).missing == ("2026-06-29",)


def test_the_calendar_knows_the_holidays_and_the_weekends_that_are_worked():
    calendar = {dt.date(2026, 10, 1): False, dt.date(2026, 10, 10): True}  # 国庆节, and a Saturday that makes up for it
    last = came("2026-09-30")
    assert one("workday", "2026-10-01", last, works=lambda day: calendar.get(day, monday_to_friday(day))).complete
    found = one("workday", "2026-10-10", last, works=lambda day: calendar.get(day, False))
    assert found.missing == ("2026-10-10",)


def test_a_scope_that_ended_owes_up_to_its_last_day_and_no_longer():
    states = came("2026-01", scope="630102"), came("2026-01", scope="630103")
    found = owed("month", "2026-03-31", *states, ended={"630103": "2026-02-28"})
    assert [(a.scope, a.missing) for a in found] == [("630102", ("2026-02", "2026-03")), ("630103", ("2026-02",))]


def test_a_feed_that_ended_ends_with_every_scope_that_is_not_named():
    states = came("2026-01", scope="630102"), came("2026-01", scope="630103")
    found = owed("month", "2026-03-31", *states, ended={"all": "2026-01-31", "630103": "2026-02-28"})
    assert [(a.scope, a.missing) for a in found] == [("630102", ()), ("630103", ("2026-02",))]


def test_the_wall_waits_two_periods_and_the_agreed_days_and_of_what_ended_for_its_last_period():
    monthly = feed(every="month", due_days=5, ended={"all": "2026-01-31", "630103": "2026-02-28"})
    assert (late_after(monthly), last_owed_from(monthly)) == (67, dt.date(2026, 2, 1))
    assert (late_after(feed(every="irregular")), last_owed_from(feed(ended={"630103": "2026-02-28"}))) == (None, None)


@pytest.mark.parametrize(("every", "ended", "last"), [
    ("day", "2026-02-28", "2026-02-28"), ("workday", "2026-03-01", "2026-02-27"), ("month", "2026-02-15", "2026-01-01"),
    ("quarter", "2026-06-30", "2026-04-01"), ("quarter", "2026-06-29", "2026-01-01"), ("year", "2025-06-30", "2024-01-01"),
])
def test_the_last_period_that_is_owed_is_over_when_the_feed_ends(every, ended, last):
    assert last_owed_from(feed(every=every, ended={"all": ended})) == dt.date.fromisoformat(last)


def test_a_feed_that_ended_owes_nothing_after_it():
    assert one("month", "2026-06-30", came("2026-01"), ended={"all": "2026-01-31"}).complete


@pytest.mark.parametrize(("every", "day", "name", "last"), [
    ("day", "2026-06-05", "2026-06-05", "2026-06-05"), ("workday", "2026-06-05", "2026-06-05", "2026-06-05"),
    ("month", "2026-02-03", "2026-02", "2026-02-28"), ("quarter", "2026-12-31", "2026-Q4", "2026-12-31"),
    ("quarter", "2026-01-01", "2026-Q1", "2026-03-31"), ("year", "2024-02-29", "2024", "2024-12-31"),
])
def test_a_day_lies_in_one_period_which_knows_its_end(every, day, name, last):
    assert (period(every, dt.date.fromisoformat(day)), last_day(name)) == (name, dt.date.fromisoformat(last))


def test_every_period_a_feed_may_name_has_a_word():
    every = grammar.DELIVERY["every"][0].split("|")
    assert all(text(f"arrivals_{name}") for name in every)
    assert set(EVERY) == set(every) == {*PERIODS, "irregular"} and set(LATE_AFTER) == set(PERIODS)


def test_what_is_agreed_about_the_day_it_comes_changes_no_row_and_asks_for_no_rebuild():
    into = table()
    plain, agreed, other = (contract_hash(contracts([into], [feed(into=into, every="month", **more)]), into)
                            for more in ({}, {"due_days": 5, "ended": {"a": "2026-01-31"}}, {"zone": "UTC"}))
    assert plain == agreed != other


@pytest.mark.lake
def test_workdays_are_those_of_the_calendar_in_the_lake(lake_server):
    from spark_jobs.lakehouse import Lakehouse

    holiday, worked, friday = dt.date(2026, 10, 1), dt.date(2026, 10, 10), dt.date(2026, 10, 16)
    with Lakehouse.open() as lake:
        assert [workdays(lake)(day) for day in (holiday, worked, friday)] == [True, False, True]
        lake.create(CALENDAR, {"day_date": "date", "is_workday": "boolean"})
        lake.insert(CALENDAR, f"select date'{holiday}' as day_date, false as is_workday union all select date'{worked}', true",
                    ["day_date", "is_workday"])
        try:
            assert [workdays(lake)(day) for day in (holiday, worked, friday)] == [False, True, True]
        finally:
            lake.sql(f"drop table {lake.name(CALENDAR)}")
