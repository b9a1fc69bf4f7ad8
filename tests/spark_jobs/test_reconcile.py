"""A row that has no place in the table is lost, whatever else the table holds."""

import datetime as dt

import pytest

from spark_jobs.fold import Source
from spark_jobs.reconcile import places
from tests.spark_jobs.making import table

pytestmark = pytest.mark.lake
ONE, TWO = dt.datetime(2024, 1, 1, tzinfo=dt.UTC), dt.datetime(2024, 1, 2, tzinfo=dt.UTC)
SAID = ("select * from values ('A', 1, '', 'd1', 1, timestamp '2024-01-01', 1, false), "
        "('A', 2, '', 'd2', 1, timestamp '2024-01-02', 1, false), ('B', 1, '', 'd2', 2, timestamp '2024-01-02', 1, false) "
        "as t(thing_id, size, _flags, _delivery_id, _row, _as_of, _rank, _gone)")
FIRST = "('A', 'd1', 1, timestamp '2024-01-01', false)"
SECOND = "('A', 'd2', 1, timestamp '2024-01-02', false)"
# By history: the table as far as it goes without B, and the statements that A's row in it outranks, by delivery.
HELD = {
    "events": (f"select * from values {FIRST} as t(thing_id, _delivery_id, _row, _as_of, _gone)", {"d1": 0, "d2": 1}),
    "known": (f"select * from values {FIRST}, {SECOND} as t(thing_id, _delivery_id, _row, _seen_from, _gone)", {"d1": 0, "d2": 0}),
    "latest": (f"select * from values {SECOND} as t(thing_id, _delivery_id, _row, _as_of, _gone)", {"d1": 1, "d2": 0}),
}


@pytest.mark.parametrize("history", HELD)
def test_a_statement_whose_key_stands_nowhere_is_counted_nowhere(history, ask):
    held, outranked = HELD[history]
    source = Source("test.thing", "increment", SAID, (("d1", "", ONE), ("d2", "", TWO)))
    found = ask(places(table(history=history), source, SAID, held))
    assert {r["_delivery_id"]: r["superseded"] for r in found} == outranked
    assert {r["_delivery_id"]: r["unchanged"] for r in found} == {"d1": 0, "d2": 0}
