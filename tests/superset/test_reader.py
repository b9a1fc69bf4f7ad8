"""The login of the wall reads published marts and does nothing else."""

import urllib.parse

import psycopg
import pytest

from firelake.settings import secret
from spark_jobs.publish import publish
from tests.superset.fixture_marts import frames

pytestmark = pytest.mark.superset
FORBIDDEN = {
    "another schema": "select * from ops.publication",
    "alarms": "select * from live.alarm",
    "insert": "insert into wall.wall_kpi (region_code) values ('630000')",
    "update": "update wall.wall_kpi set value = 0",
    "delete": "delete from wall.wall_kpi",
    "truncate": "truncate wall.wall_kpi",
    "a table of its own": "create table wall.mine (n int)",
    "a table in public": "create table public.mine (n int)",
    "a temporary table": "create temporary table mine (n int)",
    "a schema": "create schema mine",
    "a role": "create role mine",
    "passwords": "select * from pg_authid",
    "files": "select pg_read_file('/etc/passwd')",
    "programs": "copy (select 1) to program 'true'",
}


@pytest.fixture
def reader(database):
    """A connection of the wall's login, with its own promise to only read taken back."""
    from firelake.parts import superset

    publish(frames(units=20, with_map=False), database)
    name = database.rpartition("/")[2]
    superset.ensure_reader(name)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("create table live.alarm (n int)")
    server = urllib.parse.urlsplit(database)
    with psycopg.connect(host=server.hostname, port=server.port, dbname=name, user=superset.READER,
                         password=secret("wall_reader"), autocommit=True) as connection:
        assert connection.execute("show transaction_read_only").fetchone() == ("on",)
        connection.execute("set default_transaction_read_only = off")
        yield connection


def test_the_reader_sees_every_mart_and_still_after_the_next_publication(reader, database):
    for seed in (7, 8):
        published = frames(units=20, seed=seed, with_map=False)
        publish(published, database)
        for name, frame in published.items():
            assert reader.execute(f"select count(*) from wall.{name}").fetchone() == (frame.num_rows,), name


def test_of_a_wall_published_before_it_said_so_the_figures_end_with_the_business_day(database):
    from firelake.parts import superset

    publish(frames(units=3, with_map=False), database)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("alter table wall.wall_publication drop column figures_until")
        superset._date_older(database.rpartition("/")[2])
        superset._date_older(database.rpartition("/")[2])
        said = owner.execute("select as_of::text, figures_until::text from wall.wall_publication").fetchall()
        assert said == [("2026-07-01", "2026-07-01")]
        assert owner.execute("select distinct figures_until::text from wall.wall_kpi").fetchall() == [("2026-05-31",)]


def test_the_reader_may_do_nothing_else(reader):
    refused = {}
    for what, statement in FORBIDDEN.items():
        try:
            reader.execute(statement)
        except psycopg.Error as error:
            refused[what] = type(error)
    assert refused == dict.fromkeys(FORBIDDEN, psycopg.errors.InsufficientPrivilege)


def test_the_reader_cannot_enter_the_database_of_superset_or_of_another_deployment(reader, database, services):
    from psycopg import sql

    from firelake import postgres
    from firelake.parts import superset

    server = urllib.parse.urlsplit(database)
    other = database.rpartition("/")[2] + "_other"
    postgres.ensure(other)
    try:
        superset.keep_private(other)
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(host=server.hostname, port=server.port, dbname=other, user=superset.READER,
                            password=secret("wall_reader"))
    finally:
        with postgres.connect("postgres") as connection:
            connection.autocommit = True
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(other)))
