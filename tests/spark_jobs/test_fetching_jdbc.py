"""A table of a real PostgreSQL, asked by JDBC through the lake server: whole, by cursor, again after a kill."""

import datetime as dt
from pathlib import Path

import pytest

from firelake.messages import FirelakeError
from firelake.settings import secret
from spark_jobs.fetching import fetch as module
from spark_jobs.fetching.fetch import fetch
from spark_jobs.readers import read
from tests.spark_jobs.making import feed, table

pytestmark = pytest.mark.lake
NOW = dt.datetime(2026, 7, 1, 2, tzinfo=dt.UTC)
WHOLE = {"kind": "jdbc", "table": "source.thing"}
CHANGES = WHOLE | {"cursor": "changed_at"}
NAMES = {"thing_id": ("id",), "size": ("size",), "at": ("changed_at",), "local": ("local_at",), "money": ("money",)}


@pytest.fixture
def source(lake_server, monkeypatch):
    """A connection to the system's database, with three things in it."""
    from firelake import ports, postgres

    port = ports.read()["postgres"]
    for name, value in (("URL", f"jdbc:postgresql://127.0.0.1:{port}/{postgres.OPS}"), ("USER", postgres.USER),
                        ("PASSWORD", secret("postgres"))):
        monkeypatch.setenv(f"FIRELAKE_SOURCE_TEST_{name}", value)
    postgres.ensure(postgres.OPS)
    with postgres.connect() as connection:
        connection.autocommit = True
        connection.execute("drop schema if exists source cascade")
        connection.execute("create schema source")
        connection.execute("create table source.thing (id text, size int, changed_at timestamptz, local_at timestamp, money numeric(12,2))")
        put(connection, "A", 1, "2026-06-01 08:00:00+08", "12.50")
        put(connection, "B", 2, "2026-06-02 08:00:00+08", "100000000.01")
        put(connection, "中", None, "2026-06-02 08:00:00+08", None)
        yield connection
        connection.execute("drop schema source cascade")


def put(connection, name: str, size: int | None, at: str, money: str | None = "1") -> None:
    connection.execute("insert into source.thing values (%s, %s, %s, timestamp '2026-06-01 09:30:00', %s)", (name, size, at, money))


@pytest.fixture
def ask(landing, tmp_path):
    """ask(source, mode) → the delivery of one fetch and its rows."""
    def go(how: dict, mode: str = "snapshot", now: dt.datetime = NOW):
        made = feed(into=table(), mode=mode, format="parquet", names=NAMES)
        object.__setattr__(made, "source", how)
        delivery = fetch(landing(made), made, tmp_path / "fetch", now)
        if delivery is None:
            return None
        rows, _ = read(Path(delivery.folder) / delivery.files[0]["name"], made)
        return sorted(tuple(r[n] for n in NAMES) for r in rows.to_pylist())

    return go


def test_the_whole_table_leaves_as_text_with_its_instants_and_its_cents(source, ask):
    assert ask(WHOLE) == [
        ("A", "1", "2026-06-01 00:00:00.000000+00:00", "2026-06-01 09:30:00", "12.50"),
        ("B", "2", "2026-06-02 00:00:00.000000+00:00", "2026-06-01 09:30:00", "100000000.01"),
        ("中", None, "2026-06-02 00:00:00.000000+00:00", "2026-06-01 09:30:00", None)]


def test_only_what_has_changed_since_the_last_answer_is_read_and_ties_are_read_again(source, ask):
    assert [row[0] for row in ask(CHANGES, "increment")] == ["A", "B", "中"]
    assert ask(CHANGES, "increment") is None
    put(source, "C", 3, "2026-06-02 08:00:00+08")        # the same instant, committed later
    put(source, "D", 4, "2026-06-03 08:00:00+08")
    assert [row[0] for row in ask(CHANGES, "increment")] == ["B", "C", "D", "中"]


def test_a_fetch_killed_before_it_remembers_reads_the_same_rows_again(source, ask, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(module.kept, "write", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            ask(CHANGES, "increment")
    put(source, "D", 4, "2026-06-03 08:00:00+08")
    assert [row[0] for row in ask(CHANGES, "increment")] == ["A", "B", "D", "中"]


@pytest.mark.parametrize("change, sentence", [
    ({"table": "source.nothing"}, "数据库读不到"), ({"cursor": "nothing"}, "没有游标列 nothing")])
def test_what_cannot_be_asked_is_a_sentence_without_the_password(source, ask, tmp_path, change, sentence):
    with pytest.raises(FirelakeError, match=sentence) as error:
        ask(CHANGES | change, "increment")
    assert secret("postgres") not in str(error.value) and not list(tmp_path.rglob("manifest.json"))


def test_a_table_that_is_empty_at_once_lands_nothing(source, ask):
    source.execute("delete from source.thing")
    with pytest.raises(FirelakeError) as error:
        ask(WHOLE)
    assert error.value.key == "fetch_empty"
    assert ask(CHANGES, "increment") is None
