"""Sessions on the lake server's Connect door."""

from __future__ import annotations

import time

from firelake import ports, supervision
from firelake.messages import FirelakeError, text
from firelake.settings import secret

PATIENCE = 120  # seconds; a server that was killed is started again within them


def wait() -> None:
    """Until the server accepts connections. FirelakeError at once where nobody would start it, else after `PATIENCE`."""
    port, deadline = ports.read()["connect"], time.monotonic() + PATIENCE
    while not ports.answers(port):
        if time.monotonic() > deadline or not supervision.tends("lake"):
            raise FirelakeError("lake_unreachable", reason=text("port_silent", port=port))
        time.sleep(0.5)


def session(session_id: str | None = None):
    """A new session; whoever opens it stops it. Any error of Spark or gRPC when the server does not answer."""
    from pyspark.sql.connect.session import SparkSession

    # A session that is collected closes a thread pool all sessions share. When the collector runs inside one of that
    # pool's own threads, it waits for itself while holding the lock the others need (pyspark 4.1): all hang for good.
    SparkSession.__del__ = _stopped_already
    url = f"sc://localhost:{ports.read()['connect']}/;token={secret('connect')}"
    return SparkSession.builder.remote(f"{url};session_id={session_id}" if session_id else url).create()


def kept(frame):
    """The frame with its rows computed once, when they are first read, and kept by the server."""
    from pyspark.sql.connect.session import SparkSession

    # They are handed to the thread's active session, which need not be the frame's own (pyspark 4.1).
    SparkSession._active_session.session = frame.sparkSession
    return frame.localCheckpoint(eager=False)


def _stopped_already(_session) -> None:
    """Nothing is left to do: every session is stopped where it was opened."""
