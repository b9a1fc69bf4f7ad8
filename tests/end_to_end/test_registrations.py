"""Ten real registers of one city in random orders: always the same tables, and what is odd about a delivery is said of it."""

import os
import random
import re
from pathlib import Path

import pandas as pd
import pytest

from tests.end_to_end.commands import Lake
from tests.end_to_end.test_toronto_tasks import DATA, needs_data

ORDERS = int(os.environ.get("FIRELAKE_TEST_ORDERS", "10"))
FOLDER = DATA / "rentsafe_registrations"
TABLE, FEED = "silver.building", "toronto.registration"
pytestmark = [pytest.mark.full, pytest.mark.lake, needs_data, pytest.mark.timeout(3600)]


def load(lake: Lake, files: list[Path], rng: random.Random) -> None:
    """Lands the files in this order and loads after a few of them at a time."""
    rest = list(files)
    while rest:
        for file in [rest.pop(0) for _ in range(min(len(rest), rng.randint(1, 4)))]:
            lake.run("land", file, "--feed", FEED)
        lake.run("run", "--system", "toronto")
        lake.run("run", "--area", "supervision")


def header(file: Path) -> list[str]:
    return list(pd.read_csv(file, nrows=0))


def stamp(text: str) -> str:
    return re.search(r"\d{4}-\d{2}-\d{2}", text).group()


def test_ten_orders_of_the_registers_end_in_the_same_table_and_the_odd_ones_are_named(lake_server):
    files = sorted(FOLDER.glob("*.csv"))
    assert len(files) == 10
    seed = int(os.environ.get("FIRELAKE_TEST_SEED") or random.SystemRandom().randrange(1_000_000))
    rng, found = random.Random(seed), []
    for number in range(ORDERS):
        lake = Lake(f"registrations{number}", "toronto")
        load(lake, files if number == 0 else rng.sample(files, len(files)), rng)
        found.append((lake.checksums()[TABLE], lake.states()))
    assert all(one == found[0] for one in found), f"seed {seed}"
    assert set(found[0][1].values()) == {"accepted"}
    _named(lake, files)


def _named(lake: Lake, files: list[Path]) -> None:
    """Every change of header against the register before, and the register that says each building twice."""
    changed = {stamp(f.name) for before, f in zip(files, files[1:], strict=False) if header(f) != header(before)}
    deliveries = {d["delivery"]: d for d in lake.json("deliveries")}
    said = {stamp(d["files"][0]) for d in deliveries.values() if "表头" in d["reason"]}
    assert said == changed == {"2025-07-09"}      # from then on the column _id is missing
    doubled = {stamp(f.name) for f in files if pd.read_csv(f, usecols=["RSN"]).RSN.duplicated().mean() > 0.05}
    told = lake.run("audit", "--table", TABLE, "--day", "2026-03-31").stdout
    (line,) = re.findall("主键重复的行占比：投递 (.*)", told)
    assert {stamp(deliveries[d]["files"][0]) for d in line.split("、")} == doubled and len(doubled) == 1
