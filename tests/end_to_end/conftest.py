"""One small damaged province per session, taken in and audited, and the wall over it. Tests read them and change nothing."""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIRST, LAST = dt.date(2024, 7, 1), dt.date(2026, 6, 30)
SCALE, SEED = 0.01, 11


class Province(NamedTuple):
    """`folder`: what `firelake simulate` wrote; `environment`: that of every command over it."""

    folder: Path
    namespace: str
    environment: dict[str, str]

    def firelake(self, *words: str) -> str:
        """What a command says; fails the test with all of it when the command does."""
        done = subprocess.run([sys.executable, "-m", "cli.main", *words], cwd=ROOT, env=self.environment, text=True,
                              capture_output=True, check=False)
        assert done.returncode == 0, f"firelake {' '.join(words)}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        return done.stdout


@pytest.fixture(scope="session")
def province(lake_server, tmp_path_factory):
    """Simulated with every kind of defect, landed, run and audited."""
    from firelake.settings import settings

    namespace = f"t_province_{os.getpid()}"
    folder = tmp_path_factory.mktemp("province") / "sim"
    made = Province(folder, namespace, {**os.environ, "FIRELAKE_NAMESPACE": namespace})
    made.firelake("simulate", "--scale", str(SCALE), "--from", str(FIRST), "--to", str(LAST), "--seed", str(SEED), "--out",
                  str(folder))
    for words in (("land", str(folder / "deliveries")), ("run",), ("audit", "--day", str(LAST))):
        made.firelake(*words)
    yield made
    _drop(namespace)
    shutil.rmtree(settings().home / namespace, ignore_errors=True)


class Wall(NamedTuple):
    """The province after gold, risk, gold and publication. `uri`: the serving database; `deliveries`: as the command
    lists them; `model`: table → rows."""

    province: Province
    day: dt.date
    uri: str
    deliveries: list[dict]
    model: dict


@pytest.fixture(scope="session")
def wall(province) -> Wall:
    """The wall of the last day of the province."""
    from firelake import postgres

    for words in (("gold", "-s", "tag:before_risk", "--day", str(LAST)), ("risk",),
                  ("gold", "-s", "tag:after_risk", "--day", str(LAST)), ("publish",)):
        province.firelake(*words)
    return Wall(province, LAST, postgres.uri(province.namespace), json.loads(province.firelake("deliveries", "--json")),
                _model(province.namespace))


def _model(namespace: str) -> dict:
    from firelake import connect

    spark = connect.session()
    try:
        return {name: spark.table(f"{namespace}_model.{name}").toPandas() for name in ("fire_risk", "region_risk", "org_risk")}
    finally:
        spark.stop()


def _drop(namespace: str) -> None:
    from psycopg import sql

    from firelake import connect, postgres

    spark = connect.session()
    try:
        for row in spark.sql("show schemas").collect():
            if row[0].startswith(f"{namespace}_"):
                spark.sql(f"drop schema {row[0]} cascade")
    finally:
        spark.stop()
    with postgres.connect("postgres") as connection:
        connection.autocommit = True
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(namespace)))
