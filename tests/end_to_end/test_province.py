"""A small damaged province through the real server by the real commands: silver equals the simulator's truth.

Nothing here knows a rule: how each defect must end stands in outcomes.yml, written by hand.
"""

import json
import random
import shutil
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simulator.injector import KINDS
from tests.end_to_end.commands import Lake, disagreements

pytestmark = [pytest.mark.lake, pytest.mark.full, pytest.mark.timeout(3600)]  # too long for every day
PLAN = ("--scale", 0.03, "--from", "2025-07-01", "--to", "2026-06-30", "--seed", 7)
DEADLY = {"death_without_time", "time_without_death"}  # need a death, which so small a province has in some years only
RIGHT = {"defects": [], "set aside": [], "tables": []}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("province") / "simulated"
    Lake("unused").run("simulate", *PLAN, "--out", place)
    return place


@pytest.fixture(scope="module")
def lake(lake_server, folder) -> Lake:
    found = Lake("province")
    found.load(folder / "deliveries")
    return found


@pytest.fixture(scope="module")
def checked(lake, folder) -> dict:
    return lake.json("check-answers", folder, succeeds=None)


@pytest.fixture(scope="module")
def sums(lake) -> dict:
    return lake.checksums()


def test_every_kind_of_defect_was_injected(checked):
    assert set(KINDS) - {d["kind"] for d in checked["defects"]} <= DEADLY


def test_silver_equals_the_truth_and_every_defect_ends_as_it_must(checked, lake, folder):
    assert disagreements(checked) == RIGHT
    assert checked["agrees"]
    lake.run("check-answers", folder)


def test_all_tables_are_compared_and_those_with_a_history_at_three_dates(checked, folder):
    truths = {f.stem for f in (folder / "answers" / "truth").glob("*.parquet")}
    assert {t["table"] for t in checked["tables"] if not t["as_known_at"]} == truths
    known = {"alarm_call", "alarm_device", "building", "device_alarm", "enterprise", "inspection", "unit", "violation"}
    assert Counter(t["table"] for t in checked["tables"] if t["as_known_at"]) == dict.fromkeys(known, 3)
    assert all(t["cells"] for t in checked["tables"])


def test_every_delivery_is_accounted_for_row_by_row(lake, folder):
    entries = lake.json("reconcile")
    assert [e for e in entries if not e["balanced"]] == []
    loaded = Counter({(e["feed"], e["delivery_id"]): e["rows_in"] for e in entries})
    accepted = {(d["feed"], d["delivery"]): d["sha256"][0] for d in lake.json("deliveries") if d["state"] == "accepted"}
    assert set(loaded) == set(accepted)
    stated = {}
    for file in (folder / "deliveries").glob("*/*/manifest.json"):
        said = json.loads(file.read_text("utf-8"))
        stated[said["feed"], said["files"][0]["sha256"]] = said["rows"]
    assert dict(loaded) == {(feed, name): stated[feed, digest] for (feed, name), digest in accepted.items()}


def test_a_false_cell_and_a_forgotten_defect_turn_the_check_red(lake, folder, tmp_path):
    shutil.copytree(folder / "answers", tmp_path / "answers")
    (tmp_path / "deliveries").symlink_to(folder / "deliveries")
    file = tmp_path / "answers" / "truth" / "station.parquet"
    truth = pq.read_table(file)
    crew = truth["crew_count"].to_pylist()
    at = truth.column_names.index("crew_count")
    pq.write_table(truth.set_column(at, truth.field(at), pa.array([*crew[:-1], crew[-1] + 1], truth.field(at).type)), file)
    key = (tmp_path / "answers" / "key.jsonl").read_text("utf-8").splitlines()
    forgotten = next(json.loads(line) for line in key if json.loads(line)["kind"] == "null_key")
    kept = [line for line in key if json.loads(line) != forgotten]
    (tmp_path / "answers" / "key.jsonl").write_text("\n".join(kept), "utf-8")
    wrong = disagreements(lake.json("check-answers", tmp_path, succeeds=False))
    assert [(s["what"], s["row"]) for s in wrong["set aside"]] == [("quarantined", forgotten["row"])]
    stations = [t for t in wrong["tables"] if t["table"] == "station"]
    assert [(t["differing"], t["first"][0]["column"], t["first"][0]["found"]) for t in stations] == [
        (1, "crew_count", crew[-1])]
    assert forgotten["feed"].split(".")[1] in {t["table"] for t in wrong["tables"]}


def test_rebuilding_from_bronze_changes_nothing(lake, sums):
    before = lake.json("quarantine")
    lake.run("rebuild")
    assert lake.checksums() == sums
    assert lake.json("quarantine") == before


def test_another_order_of_arrival_ends_in_the_same_rows(lake, folder, sums, tmp_path):
    arrivals = sorted((folder / "deliveries").glob("*/*"))
    random.Random(11).shuffle(arrivals)
    first = len(arrivals) * 3 // 5
    other = Lake("province_shuffled")
    for part, chosen in (("a", arrivals[:first]), ("b", arrivals[first:])):
        for number, arrival in enumerate(chosen):
            shutil.copytree(arrival, tmp_path / part / f"{number:04}")
        other.load(tmp_path / part)
    assert other.checksums() == sums
    assert other.states() == lake.states()
