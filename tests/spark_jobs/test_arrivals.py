"""What should have come and did not: by feed, scope and period, up to a business day."""

import datetime as dt

from spark_jobs.accept import ACCEPTED, HELD, REJECTED, REPLACED, RETRACTED, State
from spark_jobs.arrivals import Arrival, arrivals
from spark_jobs.delivery import Delivery, as_of_from
from tests.spark_jobs.making import feed

ZONE = "Asia/Shanghai"


def came(day: str, status: str = ACCEPTED, scope: str = "") -> State:
    moment = as_of_from(day, ZONE)
    return State(Delivery(f"{day}{scope}{status}", "test.thing", moment, moment, (), scope), status)


def owed(every: str, day: str, *states: State) -> list[Arrival]:
    return arrivals(feed(every=every), states, dt.date.fromisoformat(day), ZONE)


def one(every: str, day: str, *states: State) -> Arrival:
    (arrival,) = owed(every, day, *states)
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
