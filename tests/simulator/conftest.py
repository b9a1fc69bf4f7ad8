"""A small clean province of fourteen months, across the change of the fire grades, and one day more."""

import datetime as dt
import json
import shutil
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest

from simulator import command
from simulator.injector import inject

FIRST, LAST, DAY = dt.date(2024, 7, 1), dt.date(2025, 8, 31), dt.date(2025, 9, 1)


@pytest.fixture(scope="session")
def clean(tmp_path_factory) -> Path:
    """The folder of the clean simulation."""
    out = tmp_path_factory.mktemp("clean") / "province"
    command.run(out, [DAY], scale=0.02, first=FIRST, last=LAST, seed=4, clean=True)
    return out


@pytest.fixture(scope="session")
def truth(clean):
    """truth(table) → its rows as dicts."""
    return lambda table: pq.read_table(clean / "answers" / "truth" / f"{table}.parquet").to_pylist()


@pytest.fixture(scope="session")
def last(truth):
    """last(table) → the rows that stand in the end."""
    return lambda table: [row for row in truth(table) if row["seen_to"] is None]


@pytest.fixture(scope="session")
def damaged(clean, tmp_path_factory) -> tuple[Path, list[dict]]:
    """The same deliveries after the injector, and its key."""
    root = tmp_path_factory.mktemp("damaged") / "deliveries"
    shutil.copytree(clean / "deliveries", root)
    return root, inject(root, Random(3), rate=0.02)


def manifests(root: Path) -> list[tuple[Path, dict]]:
    """Folder and manifest of every delivery, in the order of arrival."""
    return [(file.parent, json.loads(file.read_text("utf-8"))) for file in sorted(root.glob("*/*/manifest.json"))]
