"""Sessions on the lake server, and who may write what meanwhile."""

from __future__ import annotations

import contextlib
import time

from firelake import connect, postgres
from firelake.messages import FirelakeError

COMMITTING = 3  # seconds in which a statement that was stopped too late has ended


def connected(session_id: str):
    """A session that answers. FirelakeError when the server does not."""
    connect.wait()
    spark = None
    try:
        spark = connect.session(session_id)
        spark.sql("select 1").collect()
        return spark
    except Exception as error:
        if spark:
            spark.release_session_on_close = False  # a server that does not answer cannot be told
            spark.stop()
        raise FirelakeError("lake_unreachable", reason=str(error).splitlines()[0][:200]) from error


def quiet(spark) -> None:
    """A killed client's statement goes on in the server and commits later: it is stopped. One that is just committing
    cannot be, and the server does not name it a second time: it is given the time to end."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and spark.interruptAll():
        time.sleep(COMMITTING)


@contextlib.contextmanager
def locked(*identities: str):
    """Single writer per table, also across processes: PostgreSQL advisory locks, freed when the process dies."""
    with postgres.connect() as connection:
        connection.autocommit = True
        for identity in identities:
            connection.execute("select pg_advisory_lock(hashtextextended(%s, 0))", (identity,))
        yield
