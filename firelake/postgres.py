"""Connections to the local PostgreSQL; databases are made when first asked for."""

from __future__ import annotations

import os
import time

from firelake import ports
from firelake.messages import FirelakeError
from firelake.settings import secret

USER, OPS = "firelake", "firelake"


def uri(database: str = OPS, driver: str = "postgresql") -> str:
    """The address of a database, with its password: never to be printed. `FIRELAKE_POSTGRES_URI` names another server."""
    given = os.environ.get("FIRELAKE_POSTGRES_URI")
    server = given.rstrip("/") if given else f"postgresql://{USER}:{secret('postgres')}@127.0.0.1:{ports.read()['postgres']}"
    return f"{driver}{server.removeprefix('postgresql')}/{database}"


def connect(database: str = OPS):
    """A psycopg connection. FirelakeError when the server cannot be reached."""
    import psycopg

    try:
        return psycopg.connect(uri(database), connect_timeout=10)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1][:200]
        raise FirelakeError("postgres_unreachable", reason=reason) from error


def ensure(database: str) -> None:
    """Creates the database unless it is there."""
    from psycopg import errors, sql

    with connect("postgres") as connection:
        connection.autocommit = True
        if not connection.execute("select 1 from pg_database where datname = %s", (database,)).fetchone():
            try:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(database)))
            except (errors.DuplicateDatabase, errors.UniqueViolation):
                time.sleep(0.2)
