"""A serving database per test, and one wall per session that shows the invented marts."""

import os

import pytest

from tests.superset.wall import open_wall


@pytest.fixture
def database(services, request):
    """The address of an empty serving database, dropped with the test."""
    from psycopg import sql

    from firelake import postgres

    services("postgres")
    name = f"t_{request.node.originalname}"[:50] + f"_{os.getpid()}"
    postgres.ensure(name)
    yield postgres.uri(name)
    with postgres.connect("postgres") as connection:
        connection.autocommit = True
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def wall(services):
    """A running Superset over published marts."""
    return open_wall(services)
