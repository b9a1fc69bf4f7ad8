"""The wall over a small damaged province, made once per session. Tests read it and change nothing."""

import datetime as dt
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.end_to_end.commands import Lake

FIRST, LAST = dt.date(2024, 7, 1), dt.date(2026, 6, 30)     # twelve months, and the twelve before to compare with
SCALE, SEED = 0.01, 11


class Province(NamedTuple):
    """`folder`: what `firelake simulate` wrote; `environment`: that of every command over it."""

    folder: Path
    namespace: str
    environment: dict[str, str]
    lake: Lake


class Wall(NamedTuple):
    """The province after gold, risk, gold and publication. `uri`: the serving database; `deliveries`: as the command
    lists them; `model`: table → rows."""

    province: Province
    day: dt.date
    uri: str
    deliveries: list[dict]
    model: dict


@pytest.fixture(scope="session")
def province(lake_server, tmp_path_factory) -> Province:
    """Simulated with every kind of defect, landed, run and audited."""
    folder = tmp_path_factory.mktemp("wall") / "simulated"
    lake = Lake("wall")
    lake.run("simulate", "--scale", SCALE, "--from", FIRST, "--to", LAST, "--seed", SEED, "--out", folder)
    lake.load(folder / "deliveries")
    audited_by_hand(lake, LAST)
    return Province(folder, lake.environment["FIRELAKE_NAMESPACE"], lake.environment, lake)


def audited_by_hand(lake: Lake, day: dt.date) -> None:
    """Audits, and releases what a table stays behind for: with every kind of defect in a few dozen rows some must."""
    for delivery in _stopped(lake, day):
        lake.run("release", delivery, "--by", "值班员", "--reason", "样本小，缺陷多，逐行核实无误")
    assert _stopped(lake, day) == []


def published(lake: Lake, day: dt.date) -> None:
    """From audited silver to the wall."""
    for words in (("gold", "-s", "tag:before_risk", "--day", day), ("risk",),
                  ("gold", "-s", "tag:after_risk", "--day", day), ("publish",)):
        lake.run(*words)


def _stopped(lake: Lake, day: dt.date) -> list[str]:
    said = lake.run("audit", "--day", day).stdout
    return sorted({name for line in re.findall(r"✗ .+：投递 (.+)", said) for name in line.split("、")})


@pytest.fixture(scope="session")
def wall(province) -> Wall:
    """The wall of the last day of the province."""
    from firelake import postgres

    published(province.lake, LAST)
    return Wall(province, LAST, postgres.uri(province.namespace), province.lake.json("deliveries"), _model(province.namespace))


def _model(namespace: str) -> dict:
    from firelake import connect

    spark = connect.session()
    try:
        return {name: spark.table(f"{namespace}_model.{name}").toPandas() for name in ("fire_risk", "region_risk", "org_risk")}
    finally:
        spark.stop()
