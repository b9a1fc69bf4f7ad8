"""The bronze table of a feed without a lake server: one commit, nothing half-written, the same rows however it was read."""

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError

from firelake.messages import FirelakeError
from firelake.settings import settings
from spark_jobs import bronze_table as module
from spark_jobs import intake as reading
from spark_jobs.bronze_table import BronzeTable, counts, made, read_otherwise
from tests.spark_jobs.making import feed

MAY, JUNE = dt.datetime(2026, 5, 31, 15, 59, 59, 999999, dt.UTC), dt.datetime(2026, 6, 30, 15, 59, 59, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(settings(), "home", tmp_path)
    monkeypatch.setenv("FIRELAKE_HOME", str(tmp_path))  # for the processes that help
    return tmp_path


def staged(folder, *things: str):
    file = folder / f"{'-'.join(things)}.parquet"
    received = pa.array([JUNE] * len(things), pa.timestamp("us", "UTC"))
    pq.write_table(pa.table({"thing_id": things, "_file": ["a.csv"] * len(things), "_row": range(1, len(things) + 1),
                             "_received_at": received}), file)
    return file


def rows(table: BronzeTable) -> list[tuple]:
    found = DeltaTable(table.place).to_pyarrow_table(columns=["_delivery_id", "_as_of", "thing_id", "_row"])
    return sorted(tuple(row.values()) for row in found.to_pylist())


def opened(*texts: str, reading: str = "r1") -> BronzeTable:
    return BronzeTable("test.thing", list(texts or ("thing_id",)), reading)


def test_deliveries_are_taken_in_and_known_by_their_as_of(home):
    opened().put({"d1": (MAY, staged(home, "A", "B")), "d2": (JUNE, staged(home, "C"))})
    assert opened().deliveries() == {"d1": MAY, "d2": JUNE}
    assert rows(opened()) == [("d1", MAY, "A", 1), ("d1", MAY, "B", 2), ("d2", JUNE, "C", 1)]


def test_a_delivery_taken_in_again_takes_the_place_of_itself_in_one_commit(home):
    table = opened()
    table.put({"d1": (MAY, staged(home, "A", "B")), "d2": (MAY, staged(home, "C"))})
    before = table.delta.version()
    table.put({"d1": (JUNE, staged(home, "A"))})
    assert rows(table) == [("d1", JUNE, "A", 1), ("d2", MAY, "C", 1)]
    assert table.delta.version() == before + 1


def test_a_commit_that_does_not_come_leaves_no_row_and_takes_none(home, monkeypatch):
    opened().put({"d1": (MAY, staged(home, "A"))})

    def die(*_, **__):
        raise KeyboardInterrupt

    table = opened()
    monkeypatch.setattr(table.delta, "create_write_transaction", die)
    with pytest.raises(KeyboardInterrupt):
        table.put({"d1": (JUNE, staged(home, "B"))})
    assert rows(opened()) == [("d1", MAY, "A", 1)]


def test_a_table_grows_with_what_the_feed_maps_and_keeps_how_it_was_read(home):
    opened().put({"d1": (MAY, staged(home, "A"))})
    wider = opened("thing_id", "尺寸", reading="r2")
    assert [f.name for f in wider.delta.schema().fields][-1] == "尺寸" and rows(wider) == [("d1", MAY, "A", 1)]
    assert wider.reading == "r1"
    wider.reading = "r2"
    assert opened().reading == "r2"


def test_only_tables_that_are_there_are_made(home):
    assert made(["test.thing"]) == {}
    opened()
    assert made(["test.thing", "test.other"]) == {"bronze.test.thing": opened().place}


def test_a_table_of_another_make_is_refused_with_a_sentence(home):
    folder = home / settings().namespace / "lake" / "bronze" / "test__thing"
    write_deltalake(str(folder), pa.table({"thing_id": ["A"]}))
    for use in (opened, lambda: counts("test.thing")):
        with pytest.raises(FirelakeError, match=r"bronze\.test\.thing.*firelake run"):
            use()


def test_of_two_writers_that_lost_the_lock_only_one_takes_the_delivery_in(home):
    opened()
    one, other = opened(), opened()
    one.put({"d1": (MAY, staged(home, "A"))})
    with pytest.raises(CommitFailedError):
        other.put({"d1": (MAY, staged(home, "A"))})
    assert counts("test.thing") == {"d1": 1} and rows(opened()) == [("d1", MAY, "A", 1)]


def test_rows_are_counted_by_delivery_and_none_where_no_table_is(home):
    assert counts("test.thing") == {}
    opened().put({"d1": (MAY, staged(home, "A", "B")), "d2": (JUNE, staged(home, "C"))})
    assert counts("test.thing") == {"d1": 2, "d2": 1}


def test_a_staged_file_that_cannot_be_linked_is_copied(home, monkeypatch):
    def across(*_):
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(module.os, "link", across)
    table = opened()
    table.put({"d1": (MAY, staged(home, "A"))})
    assert rows(table) == [("d1", MAY, "A", 1)]


@pytest.fixture
def sent(landing, intake, send, monkeypatch):
    """An intake on two cores with four deliveries nobody has read yet, one of them no csv."""
    monkeypatch.setattr(reading.os, "sched_getaffinity", lambda _: {0, 1})
    source = feed("test.thing", mode="increment")
    found = intake(landing(source), source)
    texts = ["<html>", *(f"thing_id,size\nA{n},1\nB{n},2\n" for n in range(3))]
    return found, [found.landing.land(send({"a.csv": text}, feed="test.thing")) for text in texts]


@pytest.mark.parametrize("many", [0, 1 << 40])
def test_deliveries_read_side_by_side_or_in_turn_say_the_same(many, sent, monkeypatch):
    monkeypatch.setattr(reading, "MANY", many)
    states = sent[0].states().values()
    said = sorted((s.status, sent[0].receipt(s.delivery).rows) for s in states)
    assert said == [("accepted", 2)] * 3 + [("rejected", 0)]
    things = [pq.read_table(sent[0].staged(s.delivery)).column("thing_id").to_pylist() for s in states if s.status == "accepted"]
    assert sorted(things) == [[f"A{n}", f"B{n}"] for n in range(3)]


def test_another_process_leaves_the_receipts_of_its_share(sent, monkeypatch):
    monkeypatch.setattr(reading, "MANY", 0)
    monkeypatch.setattr(reading.Intake, "_read", lambda _, delivery: None)  # in this process only
    sent[0]._read_side_by_side(sent[1])
    assert sum(sent[0]._known(delivery) is not None for delivery in sent[1]) == 2


def test_rows_with_rare_blanks_are_marked_when_a_delivery_is_read(landing, intake, send):
    source = feed("test.thing", mode="increment")
    found = intake(landing(source), source)
    found.landing.land(send({"a.csv": "thing_id,size\nA,1\nB,\u30001\n C,1\n"}, feed="test.thing"))
    (state,) = found.states().values()
    assert pq.read_table(found.staged(state.delivery)).column("_blanks").to_pylist() == [False, True, False]


def test_bronze_that_was_read_by_other_rules_is_named(home):
    opened(reading="r1")
    assert read_otherwise({"test.thing": "r1", "test.other": "r1"}) == []
    assert read_otherwise({"test.thing": "r2", "test.other": "r1"}) == ["test.thing"]
