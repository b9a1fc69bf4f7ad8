"""Killing a stage, or a server under it, at a given moment; a reader of the wall meanwhile; what a province came to."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import psycopg

from tests.end_to_end.commands import ROOT, Lake
from tests.end_to_end.recount import compare, marts

# Stage → who may die under it. PostgreSQL holds the locks of a load and all of a publication.
VICTIMS = {"run": ("client", "lake", "postgres"), "audit": ("client", "lake"), "features": ("client", "lake"),
           "risk": ("client", "lake"), "marts": ("client", "lake"), "publish": ("client", "lake", "postgres")}
RECORDED = {"publication_id", "published_at", "checksum", "last_received_at", "audited_version_at"}   # of one run, not of the data
ONE_QUERY = " union ".join(f"select publication_id from wall.{mart}" for mart in marts.KEYS)


def together(folders: list[Path], place: Path) -> Path:
    """Deliveries copied beside each other, as one sending."""
    for folder in folders:
        shutil.copytree(folder, place / folder.parent.name / folder.name)
    return place


def start(lake: Lake, words: tuple) -> subprocess.Popen:
    """A command as a process group of its own."""
    return subprocess.Popen([sys.executable, "-m", "cli.main", *map(str, words)], cwd=ROOT, env=lake.environment,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def kill(lake: Lake, words: tuple, victim: str, after: float) -> bool:
    """Starts a command and kills it, or the server it talks to, after so many seconds; the servers are up again then.
    Whether the command was still at work; one that ended by itself must have ended well."""
    from firelake import services

    process = start(lake, words)
    with suppress(subprocess.TimeoutExpired):
        process.wait(after)
    assert process.poll() in (None, 0), f"{words} failed by itself: {process.returncode}"
    at_work = process.poll() is None
    if victim != "client":
        pid = next(row["pid"] for row in services.status() if row["program"] == victim)
        os.kill(pid, signal.SIGKILL)
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)  # it would go on trying to reach the server for minutes
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    services.up(["postgres", "lake"])
    return at_work


class Reader:
    """Looks at all marts of the wall in one query, again and again: `seen` publications, `wrong` answers."""

    def __init__(self, namespace: str):
        self.namespace, self.seen, self.wrong, self.done = namespace, [], [], threading.Event()
        self.thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Reader:
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        if not self.thread.is_alive():
            self.wrong.append("the reader gave up")
        self.done.set()
        self.thread.join(30)

    def _read(self) -> None:
        from firelake import postgres

        while not self.done.wait(0.2):
            # A server that was killed is no answer; a wall that was there and is not, or has two numbers, is a wrong one.
            with suppress(psycopg.OperationalError), psycopg.connect(postgres.uri(self.namespace), autocommit=True) as connection:
                while not self.done.wait(0.02):
                    self._look(connection)

    def _look(self, connection) -> None:
        try:
            numbers = [n for (n,) in connection.execute(ONE_QUERY).fetchall()]
        except psycopg.OperationalError:
            raise
        except psycopg.Error as error:
            if self.seen or not isinstance(error, psycopg.errors.UndefinedTable):
                self.wrong.append(repr(error))
            return
        if len(numbers) != 1:
            self.wrong.append(numbers)
        elif numbers[0] not in self.seen[-1:]:
            self.seen.append(numbers[0])


@dataclass(frozen=True)
class Province:
    """`silver`: table → rows and checksum; `tables`: name → sorted rows of gold, scores and the published wall."""

    silver: dict[str, tuple]
    tables: dict[str, list[tuple]]


def province(lake: Lake) -> Province:
    """What a namespace holds."""
    from firelake import connect, postgres

    name = lake.environment["FIRELAKE_NAMESPACE"]
    spark, tables = connect.session(), {}
    try:
        for schema in ("gold", "model"):
            for row in spark.sql(f"show tables in {name}_{schema}").collect():
                if not row.isTemporary and row.tableName not in marts.KEYS:
                    tables[f"{schema}.{row.tableName}"] = _rows(spark.table(f"{name}_{schema}.{row.tableName}").toPandas())
    finally:
        spark.stop()
    tables |= {mart: _rows(rows) for mart, rows in compare.published(postgres.uri(name)).items()}
    return Province(lake.checksums(), tables)


def _rows(frame: pd.DataFrame) -> list[tuple]:
    """Rows in one order; sums of doubles differ in their last digits by the order of files."""
    kept = frame[[c for c in sorted(frame) if c not in RECORDED]]
    return sorted(tuple(f"{v:.9g}" if isinstance(v, float) else repr(v) for v in row) for row in kept.itertuples(index=False))
