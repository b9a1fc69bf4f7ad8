"""Judged rows of a load: each is counted at its end, and kept rows lie as the count and the fold read them."""

import datetime as dt
import shutil
import subprocess
import time
from types import SimpleNamespace

import pytest

from firelake import supervision
from spark_jobs import work as module
from spark_jobs.fold import fold
from spark_jobs.work import Work
from tests.spark_jobs.making import contracts, feed, table

pytestmark = pytest.mark.lake
HISTORIES = ("events", "known", "latest")
AT, BOTH = dt.datetime(2024, 1, 1, tzinfo=dt.UTC), ["d1", "d2"]
# One key as valid, outside, valid, set aside, valid; again in a delivery of the same instant; and rows without a key.
JUDGED = """select 'test.thing' as _feed, timestamp '2024-01-01' as _as_of, 'a.csv' as _file, false as _gone, '' as _raw, * from values
    ('d1', 1, 'A', 1, true, '', ''), ('d1', 2, 'A', 2, false, '', ''), ('d1', 3, 'A', 3, true, '', 'size_range'),
    ('d1', 4, 'A', 4, true, 'size_type', ''), ('d1', 5, 'A', 5, true, '', ''), ('d1', 6, 'B', 1, true, '', ''),
    ('d2', 1, 'A', 6, true, '', ''), ('d2', 2, null, 7, true, 'thing_id_required', ''),
    ('d2', 3, null, 8, true, 'thing_id_required', '') as t(_delivery_id, _row, thing_id, size, _kept, _aside, _flags)"""
ENDS = {"d1": {"skipped": 1, "quarantined": 1, "flagged": 1, "doubled": 2},
        "d2": {"skipped": 0, "quarantined": 2, "flagged": 0, "doubled": 0}}


class Judged(Work):
    """The work of a load whose rows are judged already."""

    def _stage(self, _feed, ids):
        return f"select * from ({JUDGED}) where _delivery_id in ({', '.join(repr(i) for i in ids)})"


@pytest.fixture
def lake(lake_server):
    from spark_jobs.lakehouse import Lakehouse

    with Lakehouse.open() as opened:
        opened.expect(1_000_000)
        yield opened


def work(lake, history: str) -> Work:
    into = table(history=history)
    from_feed = feed(into=into, mode="increment")
    state = SimpleNamespace(delivery=SimpleNamespace(scope="", as_of=AT))
    return Judged(lake, contracts([into], [from_feed]), into, {from_feed.name: dict.fromkeys(BOTH, state)}, {from_feed.name: BOTH}, [])


def kept(lake, history: str) -> Work:
    held = work(lake, history)
    held.hold(held.add, {"test.thing": dict.fromkeys(BOTH, 5)})
    return held


def steps(lake, query: str, capsys) -> list[str]:
    """What moves or sorts rows by key in the plan of a query."""
    lake.sql(query).explain()
    plan = capsys.readouterr().out
    assert "Window" in plan and "ExistingRDD" in plan
    return [line for line in plan.splitlines() if ("Exchange" in line or "Sort " in line) and "thing_id" in line]


@pytest.mark.parametrize("history", HISTORIES)
@pytest.mark.parametrize("ready", (work, kept))
def test_every_row_is_counted_at_its_end(lake, history, ready):
    given = ready(lake, history)
    found = given.count(given.add)
    assert {i: {k: v for k, v in row.items() if k != "_delivery_id"} for i, row in found.items()} == ENDS


@pytest.mark.parametrize("history", HISTORIES)
def test_kept_rows_are_neither_moved_nor_sorted_by_the_count_and_the_fold(lake, history, capsys, monkeypatch):
    given, asked = kept(lake, history), []
    monkeypatch.setattr(lake, "rows", lambda text: asked.append(text) or [])
    given.count(given.add)
    assert [steps(lake, query, capsys) for query in (*asked, fold(given.table, given.sources()))] == [[], []]


def test_rows_are_kept_in_the_session_that_asks_for_it(lake):
    from spark_jobs.lakehouse import Lakehouse

    with Lakehouse.open() as second:
        second.keep("select 2 as n", "kept_rows")
    lake.keep("select 1 as n", "kept_rows")
    assert lake.rows("select n from kept_rows")[0][0] == 1


@pytest.mark.parametrize("history", HISTORIES)
@pytest.mark.parametrize("ready", (work, kept))
def test_rows_set_aside_say_from_which_feed_file_and_row_they_are(lake, history, ready, monkeypatch):
    given, asked = ready(lake, history), []
    monkeypatch.setattr(lake, "insert", lambda table, query, columns: asked.append((table, query)))
    given.set_aside(ENDS, {}, everything=False)
    (table, query), told = asked[0], "_feed, _file, _delivery_id, _row, _rules"
    assert table == "quarantine.thing" and [tuple(r) for r in lake.rows(f"select {told} from ({query}) order by 3, 4")] == [
        ("test.thing", "a.csv", "d1", 4, "size_type"), *(("test.thing", "a.csv", "d2", n, "thing_id_required") for n in (2, 3))]


@pytest.mark.parametrize(("crowd", "many"), ((9, True), (10, False)))
def test_a_load_of_many_rows_crowds_the_memory(lake, crowd, many, monkeypatch):
    monkeypatch.setattr(module, "CROWD", crowd)
    assert kept(lake, "known").crowds == many


def in_heap() -> int:
    """Rows in the lake server's heap, also those nothing refers to any more: to count them does not collect it."""
    server = str(supervision.rpc().getProcessInfo("lake")["pid"])
    found = subprocess.run(["jcmd", server, "GC.class_histogram", "-all"], capture_output=True, text=True, check=True).stdout
    return sum(int(line.split()[1]) for line in found.splitlines() if line.endswith("UnsafeRow"))


@pytest.mark.skipif(not shutil.which("jcmd"), reason="counts the rows in the server's heap by jcmd, which only a JDK brings")
def test_forgotten_rows_leave_the_memory_when_the_heap_is_collected(lake):
    many = 300_000
    lake.keep(f"select id, cast(id as string) as text from range({many})", "kept_rows", "distribute by id sort by id")
    assert lake.rows("select count(distinct text) from kept_rows")[0][0] == many
    before = in_heap()
    assert before >= many
    lake.forget("kept_rows")
    for _ in range(3):  # the first collection finds them, a thread lets go of them, the next takes them away
        lake.collect()
        time.sleep(2)
    assert in_heap() <= before - many


def test_a_table_is_emptied_only_where_that_is_asked_for(lake):
    name, columns = "quarantine.kept_rows_test", {"thing_id": "string"}
    lake.create(name, columns, emptied=True)
    lake.insert(name, "select 'A' as thing_id", list(columns))
    counted = []
    for emptied in (False, True):
        lake.create(name, columns, emptied=emptied)
        counted.append(lake.rows(f"select count(*) from {lake.name(name)}")[0][0])
    lake.sql(f"drop table {lake.name(name)}")
    assert counted == [1, 0]


@pytest.mark.parametrize(("rows", "adaptive"), ((0, "false"), (1_000_000, "true")))
def test_the_session_plans_as_before_also_after_a_query_that_fails(lake, rows, adaptive):
    lake.expect(rows)
    with pytest.raises(Exception, match="nowhere"):
        lake.keep("select * from nowhere", "kept_rows", "distribute by n sort by n")
    assert lake.spark.conf.get("spark.sql.adaptive.enabled") == adaptive
