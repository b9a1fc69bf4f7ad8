"""Judged rows that are kept during a load: computed once, and lying as the count and the fold read them."""

import pytest

pytestmark = pytest.mark.lake
ROWS = "select id % 3 as k, id % 2 as d, id as r from range(9)"
TURN = "d desc, r desc"
READ = f"select k, d, r, lag(r) over (partition by k order by {TURN}) as later from kept"


@pytest.fixture
def lake(lake_server):
    from spark_jobs.lakehouse import Lakehouse

    with Lakehouse.open() as opened:
        opened.expect(1_000_000)
        yield opened


def test_rows_that_lie_by_key_are_neither_moved_nor_sorted_again(lake, capsys):
    lake.keep(ROWS, "kept", "k", TURN)
    lake.sql(READ).explain()
    plan = capsys.readouterr().out
    assert "Window" in plan
    assert [step for step in ("Exchange", "Sort ") if step in plan] == []


def test_what_lies_by_key_says_the_same_as_what_does_not(lake):
    lake.keep(ROWS, "kept", "k", TURN)
    laid = sorted(map(tuple, lake.rows(READ)), key=str)
    lake.keep(ROWS, "kept")
    assert sorted(map(tuple, lake.rows(READ)), key=str) == laid


def test_a_second_session_of_a_process_keeps_its_own_rows(lake):
    from spark_jobs.lakehouse import Lakehouse

    with Lakehouse.open() as second:
        second.keep(ROWS, "kept", "k", TURN)
        assert second.rows("select count(*) from kept")[0][0] == 9


def test_the_session_plans_as_before(lake):
    lake.keep(ROWS, "kept", "k", TURN)
    assert lake.spark.conf.get("spark.sql.adaptive.enabled") == "true"
