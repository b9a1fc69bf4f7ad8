"""Gold marts → the serving database, one publication at a time.

The new version is loaded and indexed as schema `wall_<id>` while readers go on; then one transaction renames it to
`wall`, moves the views that hang on it and writes `ops.publication`. The version before stays for queries that still
run and is dropped by the next publication. Killed anywhere, the wall shows the old version or the new one whole, and
the next run removes what is left over.
"""

from __future__ import annotations

import hashlib
import time
from datetime import UTC, datetime

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
from psycopg import sql
from psycopg.types.json import Jsonb

from firelake.messages import FirelakeError
from spark_jobs.marts import ADDED, PUBLICATION

READER = "wall_reader"  # the only role the wall logs in with: it reads published marts and nothing else
# Below PostgreSQL's deadlock_timeout (1 s): when readers and the swap wait for each other, the swap steps back.
LOCK_TIMEOUT, ATTEMPTS, PAUSE = "500ms", 60, 0.5
TYPES = {"bigint": pa.int64(), "string": pa.string(), "date": pa.date32(), "timestamp": pa.timestamp("us", "UTC")}
INDEXED = ("unit_id", "region_code")
LEDGER = """
create schema if not exists ops;
create schema if not exists live;
create table if not exists ops.publication (
    publication_id bigint primary key, published_at timestamptz not null, as_of date, model_version text,
    row_counts jsonb not null, checksum text not null)"""


def publish(frames: dict[str, pa.Table], uri: str, notice: str = "") -> int:
    """Publishes the marts (name → rows) into the database at `uri`; returns the number of the publication.

    Adds `publication_id` to every mart and the one-row mart `wall_publication`. Raises FirelakeError when readers hold
    the old version for half a minute.
    """
    if not frames:
        raise FirelakeError("publish_nothing")
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(hashtext('firelake/publish'))")
        connection.execute(LEDGER)
        _drop_left_over(connection)
        row = connection.execute("select coalesce(max(publication_id), 0) + 1 from ops.publication").fetchone()
        about = describe(frames, row[0])
        _load(connection, uri, {**stamped(frames, about), "wall_publication": _about_table(about, notice, _stale(frames))}, row[0])
        _swap(connection, about)
    return row[0]


def describe(frames: dict[str, pa.Table], publication_id: int) -> dict:
    """What is said of a publication: business day and model of the figures, row counts, checksum of the content."""
    return {"publication_id": publication_id, "published_at": datetime.now(UTC), **days(frames),
            "model_version": _largest(frames, "wall_unit_rank", "model_version"),
            "row_counts": {name: frame.num_rows for name, frame in sorted(frames.items())}, "checksum": checksum(frames)}


def days(frames: dict[str, pa.Table]) -> dict:
    """The business day, and the day with which the periods of the figures end: earlier where a deployment says so."""
    ends = frames["wall_kpi"]["period_to"] if "wall_kpi" in frames else pa.array([], pa.date32())
    return {"as_of": pc.max(ends).as_py(), "figures_until": pc.min(ends).as_py()}


def checksum(frames: dict[str, pa.Table]) -> str:
    """The same for the same rows in any order of rows, columns and marts."""
    from pandas.util import hash_pandas_object

    total = hashlib.sha256()
    for name in sorted(frames):
        rows = frames[name].select(sorted(frames[name].column_names)).to_pandas().astype(str)
        total.update(f"{name}:{len(rows)}:{int(hash_pandas_object(rows, index=False).sum())};".encode())
    return total.hexdigest()[:16]


def stamped(frames: dict[str, pa.Table], about: dict) -> dict[str, pa.Table]:
    """Every mart with the columns that publication adds (spark_jobs/marts.py), and with `region_name` where it only has the code:
    page filters go by name."""
    names = frames["wall_region"].select(["region_code", "region_name"]) if "wall_region" in frames else None
    ready = {}
    for name, frame in frames.items():
        if names is not None and "region_code" in frame.column_names and "region_name" not in frame.column_names:
            frame = frame.join(names, "region_code")
        for column, (kind, _) in ADDED.items():
            frame = frame.append_column(column, pa.array([about[column]] * frame.num_rows, TYPES[kind]))
        ready[name] = frame
    return ready


def _load(connection, uri: str, frames: dict[str, pa.Table], publication_id: int) -> None:
    from adbc_driver_postgresql import dbapi

    schema = f"wall_{publication_id}"
    connection.execute(sql.SQL("create schema {}").format(sql.Identifier(schema)))
    with dbapi.connect(uri) as writer, writer.cursor() as cursor:
        for name, frame in frames.items():
            cursor.adbc_ingest(name, frame, mode="create", db_schema_name=schema)
        writer.commit()
    for name, frame in frames.items():
        for column in (c for c in INDEXED if c in frame.column_names):
            connection.execute(sql.SQL("create index on {} ({})").format(sql.Identifier(schema, name), sql.Identifier(column)))
        connection.execute(sql.SQL("analyze {}").format(sql.Identifier(schema, name)))
    grant(connection, schema)


def grant(connection, schema: str) -> None:
    """Lets the reader role read one schema. The role cannot log in until the wall is set up."""
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(hashtext('firelake/reader'))")
        if not connection.execute("select 1 from pg_roles where rolname = %s", (READER,)).fetchone():
            connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(READER)))
        for right in ("usage on schema {}", "select on all tables in schema {}"):
            connection.execute(sql.SQL(f"grant {right} to {{}}").format(sql.Identifier(schema), sql.Identifier(READER)))


def _swap(connection, about: dict) -> None:
    for _ in range(ATTEMPTS):
        try:
            with connection.transaction():
                _replace(connection, about)
            return
        except psycopg.errors.LockNotAvailable:
            time.sleep(PAUSE)
    raise FirelakeError("publish_locked", seconds=int(ATTEMPTS * PAUSE))


def _replace(connection, about: dict) -> None:
    """Inside one transaction. The tables are locked first: a reader then resolves all names before, or all after."""
    connection.execute(sql.SQL("set local lock_timeout = {}").format(sql.Literal(LOCK_TIMEOUT)))
    tables = connection.execute("select tablename from pg_tables where schemaname = 'wall' order by 1").fetchall()
    views = _views_on_wall(connection)
    if tables:
        listed = sql.SQL(", ").join(sql.Identifier("wall", t) for (t,) in tables)
        connection.execute(sql.SQL("lock table {} in access exclusive mode").format(listed))
    if connection.execute("select 1 from pg_namespace where nspname = 'wall'").fetchone():
        connection.execute(sql.SQL("alter schema wall rename to {}").format(sql.Identifier(f"wall_before_{about['publication_id']}")))
    connection.execute(sql.SQL("alter schema {} rename to wall").format(sql.Identifier(f"wall_{about['publication_id']}")))
    for schema, view, text in views:
        connection.execute(sql.SQL("create or replace view {} as ").format(sql.Identifier(schema, view)) + sql.SQL(text))
    connection.execute("insert into ops.publication values (%(publication_id)s, %(published_at)s, %(as_of)s, "
                       "%(model_version)s, %(row_counts)s, %(checksum)s)", {**about, "row_counts": Jsonb(about["row_counts"])})


def _views_on_wall(connection) -> list[tuple[str, str, str]]:
    """Views outside `wall` that read it: they follow the tables, not the names, so they are made again."""
    return connection.execute("""
        select distinct n.nspname, v.relname, pg_get_viewdef(v.oid)
        from pg_depend d join pg_rewrite r on r.oid = d.objid join pg_class v on v.oid = r.ev_class and v.relkind = 'v'
            join pg_namespace n on n.oid = v.relnamespace
            join pg_class t on t.oid = d.refobjid join pg_namespace w on w.oid = t.relnamespace
        where d.classid = 'pg_rewrite'::regclass and w.nspname = 'wall' and n.nspname <> 'wall'""").fetchall()


def _drop_left_over(connection) -> None:
    """The version before the current one, and half-loaded versions of killed runs."""
    found = connection.execute(r"select nspname from pg_namespace where nspname ~ '^wall_(before_)?\d+$'").fetchall()
    for (schema,) in found:
        try:
            with connection.transaction():
                connection.execute(sql.SQL("set local lock_timeout = {}").format(sql.Literal(LOCK_TIMEOUT)))
                connection.execute(sql.SQL("drop schema {} cascade").format(sql.Identifier(schema)))
        except psycopg.errors.LockNotAvailable:
            continue  # somebody still reads it; the next publication drops it


def _about_table(about: dict, notice: str, stale_count: int) -> pa.Table:
    row = {**about, "row_count": sum(about["row_counts"].values()), "notice": notice, "stale_count": stale_count}
    row.pop("row_counts")
    return pa.Table.from_pylist([row], schema=pa.schema([(name, TYPES[kind]) for name, (kind, _) in PUBLICATION.columns.items()]))


def _stale(frames: dict[str, pa.Table]) -> int:
    """Tables of which the wall shows an old version: they are dated on the page."""
    frame = frames.get("wall_quality")
    return 0 if frame is None else len(set(frame.filter(pc.fill_null(frame["is_stale"], False))["table_name"].to_pylist()))


def _largest(frames: dict[str, pa.Table], name: str, column: str):
    frame = frames.get(name)
    return pc.max(frame[column]).as_py() if frame is not None and frame.num_rows else None
