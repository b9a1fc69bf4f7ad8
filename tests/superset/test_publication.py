"""A publication is whole or not at all: for readers, when killed, and for what hangs on it."""

import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest

from spark_jobs import publish as publishing
from spark_jobs.publish import checksum, publish
from tests.superset.fixture_marts import frames

pytestmark = pytest.mark.superset
ROOT = Path(__file__).resolve().parents[2]
MARTS = ("wall_fire_month", "wall_kpi", "wall_org", "wall_publication", "wall_quality", "wall_region", "wall_unit_page",
         "wall_unit_rank")
# One query over every mart: the numbers of publication in each, and how many rows each has.
ONE_QUERY = "select " + ", ".join(
    f"(select array[min(publication_id), max(publication_id), count(*)] from wall.{m})" for m in MARTS)


def small(seed: int) -> dict[str, pa.Table]:
    """A province with as many units as the seed says, so that two publications never have the same rows."""
    return frames(units=20 + seed, seed=seed, with_map=False)


def numbers(row: tuple) -> set[int]:
    return {n for low, high, _ in row for n in (low, high)}


def rows_of(connection, schema: str = "wall") -> dict[str, int]:
    names = connection.execute("select tablename from pg_tables where schemaname = %s order by 1", (schema,)).fetchall()
    return {n: connection.execute(f"select count(*) from {schema}.{n}").fetchone()[0] for (n,) in names}


def test_no_query_sees_two_publications_while_they_follow_each_other(database):
    publish(small(0), database)
    seen, wrong, done = [], [], threading.Event()

    def read() -> None:
        with psycopg.connect(database, autocommit=True) as connection:
            while not done.is_set():
                try:
                    row = connection.execute(ONE_QUERY).fetchone()
                except psycopg.Error as error:
                    wrong.append(repr(error))
                    return
                ranked = row[MARTS.index("wall_unit_rank")]
                # The unit marts of publication n have 20 + n - 1 rows: rows of another version would show.
                if len(numbers(row)) != 1 or ranked[2] != 19 + ranked[0]:
                    wrong.append(row)
                seen.append(ranked[0])

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for seed in range(1, 8):
        assert publish(small(seed), database) == seed + 1
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert set(seen) == set(range(1, 9))


def test_a_reader_in_a_long_query_does_not_lose_its_version(database):
    publish(small(0), database)
    answer = []
    with psycopg.connect(database, autocommit=True) as connection:
        slow = threading.Thread(target=lambda: answer.append(connection.execute(
            "select (select max(publication_id) from wall.wall_kpi), pg_sleep(1.5), "
            "(select max(publication_id) from wall.wall_unit_rank)").fetchone()))
        slow.start()
        time.sleep(0.3)
        assert publish(small(1), database) == 2
        slow.join()
        assert answer[0][0] == answer[0][2] == 1
        assert numbers(connection.execute(ONE_QUERY).fetchone()) == {2}


CHILD = """
import sys
from spark_jobs.publish import publish
from tests.superset.test_publication import small
marts = small(int(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
print(publish(marts, sys.argv[1]), flush=True)
"""


def start(database: str, seed: int) -> subprocess.Popen:
    """A publisher of its own that waits for a word."""
    child = subprocess.Popen([sys.executable, "-c", CHILD, database, str(seed)], cwd=ROOT, text=True,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout.readline() == "ready\n"
    return child


def killed_publications(database: str, kills: int, seed: int) -> int:
    """Kills publishers at random moments and checks the wall after each; returns how often the new version had come."""
    rnd = random.Random(seed)
    child, begun = start(database, 0), time.monotonic()
    assert child.communicate("\n")[0] == "1\n"
    whole, current, renewed = time.monotonic() - begun, 1, 0
    for turn in range(1, kills + 1):
        child = start(database, turn)
        child.stdin.write("\n")
        child.stdin.flush()
        time.sleep(rnd.uniform(0, whole))
        child.kill()
        child.communicate()
        with psycopg.connect(database, autocommit=True) as connection:
            # The statement of a killed client ends by itself; its lock goes with it.
            connection.execute("select pg_advisory_lock(hashtext('firelake/publish'))")
            found = connection.execute("select publication_id, row_counts from ops.publication order by 1 desc").fetchone()
            assert found[0] in (current, current + 1)
            renewed, current = renewed + found[0] - current, found[0]
            assert numbers(connection.execute(ONE_QUERY).fetchone()) == {current}
            assert rows_of(connection) == {**found[1], "wall_publication": 1}
    return renewed


def nothing_left_over(database: str) -> None:
    """The next publication works and clears what the killed ones left."""
    last = publish(small(99), database)
    publish(small(98), database)
    with psycopg.connect(database, autocommit=True) as connection:
        left = connection.execute("select nspname from pg_namespace where nspname ~ '^wall' order by 1").fetchall()
    assert left == [("wall",), (f"wall_before_{last + 1}",)]


def test_a_killed_publication_leaves_the_old_version_or_the_new_one_whole(database):
    killed_publications(database, kills=6, seed=11)
    nothing_left_over(database)


@pytest.mark.full
def test_many_killed_publications_leave_a_whole_version_each_time(database):
    renewed = killed_publications(database, kills=40, seed=12)
    assert 0 < renewed < 40, "the moments of the kills did not fall on both sides of the swap"
    nothing_left_over(database)


def test_a_view_over_the_wall_follows_the_publication(database):
    publish(small(0), database)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("create view live.open_units as select publication_id, unit_id from wall.wall_unit_rank")
        connection.execute("create role t_watcher nologin")
        connection.execute("grant select on live.open_units to t_watcher")
        for seed in (1, 2, 3):
            publish(small(seed), database)
            found = connection.execute("select min(publication_id), max(publication_id), count(*) from live.open_units").fetchone()
            assert found == (seed + 1, seed + 1, 20 + seed)
        kept = connection.execute("select has_table_privilege('t_watcher', 'live.open_units', 'select')").fetchone()
        connection.execute("drop owned by t_watcher")
        connection.execute("drop role t_watcher")
    assert kept == (True,)


def test_a_view_over_a_view_of_the_wall_follows_too(database):
    publish(small(0), database)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("create view live.ranked as select publication_id, score from wall.wall_unit_rank")
        connection.execute("create view live.best as select publication_id, max(score) from live.ranked group by 1")
        for seed in (1, 2):
            publish(small(seed), database)
            assert connection.execute("select publication_id from live.best").fetchall() == [(seed + 1,)]


def test_a_publication_that_readers_hold_up_says_so_and_changes_nothing(database, monkeypatch):
    from firelake.messages import FirelakeError

    publish(small(0), database)
    monkeypatch.setattr(publishing, "ATTEMPTS", 2)
    with psycopg.connect(database) as reader, psycopg.connect(database, autocommit=True) as other:
        reader.execute("select count(*) from wall.wall_kpi")  # an open transaction keeps its lock
        with pytest.raises(FirelakeError) as raised:
            publish(small(1), database)
        assert raised.value.key == "publish_locked"
        assert numbers(other.execute(ONE_QUERY).fetchone()) == {1}
    assert publish(small(1), database) == 2


def test_nothing_to_publish_is_an_error_and_not_an_empty_wall(database):
    from firelake.messages import FirelakeError

    with pytest.raises(FirelakeError) as raised:
        publish({}, database)
    assert raised.value.key == "publish_nothing"


def test_the_publication_states_its_day_model_rows_and_stale_tables(database):
    marts = small(3)
    publish(marts, database, "提示")
    with psycopg.connect(database) as connection:
        row = connection.execute("select publication_id, as_of::text, figures_until::text, model_version, row_count, checksum, notice, "
                                 "stale_count from wall.wall_publication").fetchone()
    assert row == (1, "2026-07-01", "2026-05-31", "合成数据-1", sum(f.num_rows for f in marts.values()), checksum(marts), "提示", 1)


def test_the_checksum_is_that_of_the_rows_not_of_their_order():
    marts = small(3)
    turned = {name: frame.take(pa.array(range(frame.num_rows)[::-1], pa.int64())).select(list(reversed(frame.column_names)))
              for name, frame in reversed(marts.items())}
    changed = {**marts, "wall_unit_rank": marts["wall_unit_rank"].slice(1)}
    assert checksum(turned) == checksum(marts)
    assert checksum(changed) != checksum(marts)
