"""The two tasks of Toronto, recounted from the published files by plain pandas and compared with `firelake evaluate`.

Nothing here reads a task file's SQL or a feed: the recount is a second, independent reading of ../shared/data.
"""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import BallTree

from tests.end_to_end.commands import Lake

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("FIRELAKE_DATA") or ROOT.parent / "shared" / "data") / "toronto"
EARTH_M = 6_371_000

needs_data = pytest.mark.skipif(not DATA.exists(), reason=f"NOT TESTED: the public data are not at {DATA}")


def visits() -> pd.DataFrame:
    """One row per address and opening day with whether a violation was found and the last result closed before."""
    items = pd.read_csv(DATA / "highrise_inspections_2020-01.csv")
    items["address"] = items["Address"].str.upper().str.replace(" +", " ", regex=True)
    found = items.groupby(["address", "Opened"]).agg(items=("Code", "count"), closed=("Closed", "max")).reset_index()
    found["failed"] = (found["items"] > 0).astype(int)
    pairs = found.merge(found, on="address", suffixes=("", "_past"))
    pairs = pairs[pairs["closed_past"] < pairs["Opened"]].sort_values("Opened_past")
    last = pairs.groupby(["address", "Opened"])["failed_past"].last().rename("last")
    return found.join(last, on=["address", "Opened"])


def rentals() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rentals with coordinates, and fires in multi-unit dwellings of more than 12 units (323) with their year."""
    evaluated = pd.read_csv(DATA / "apartment_evaluations_2017_2023.csv").dropna(subset=["LATITUDE", "LONGITUDE"])
    fires = pd.read_parquet(DATA / "fire_incidents_a.parquet")
    fires = fires[fires["property_use"].str.startswith("323")]
    return evaluated.drop_duplicates("RSN"), fires.assign(year=fires["tfs_alarm_time"].dt.year)


def within_100m(places: pd.DataFrame, fires: pd.DataFrame) -> np.ndarray:
    tree = BallTree(np.radians(fires[["latitude", "longitude"]].to_numpy()), metric="haversine")
    return tree.query_radius(np.radians(places[["LATITUDE", "LONGITUDE"]].to_numpy()), 100 / EARTH_M, count_only=True)


def recount() -> dict[str, dict]:
    """n, positives, base rate and the simple rule's AUC of both tasks."""
    v = visits()
    test = v[(v["Opened"] >= "2018-07-01") & (v["Opened"] < "2019-07-01")]
    places, fires = rentals()
    label = within_100m(places, fires[fires["year"] == 2019]) > 0
    past = within_100m(places, fires[fires["year"].between(2012, 2018)])
    return {
        "violation": {
            "train_count": int((v["Opened"] < "2018-07-01").sum()),
            "n": len(test),
            "positives": int(test["failed"].sum()),
            "rule_auc": roc_auc_score(test["failed"], test["last"].fillna(0.5)),
        },
        "multi_unit_fire": {
            "train_count": len(places),
            "n": len(places),
            "positives": int(label.sum()),
            "rule_auc": roc_auc_score(label, past),
        },
    }


@pytest.fixture(scope="module")
def counted() -> dict[str, dict]:
    return recount()


@needs_data
def test_the_recount_gives_the_published_reference_figures(counted):
    first, second = counted["violation"], counted["multi_unit_fire"]
    assert (first["train_count"], first["n"]) == (5276, 3892)
    assert first["positives"] / first["n"] == pytest.approx(0.409, abs=0.0005)
    assert first["rule_auc"] == pytest.approx(0.522, abs=0.0005)
    assert second["n"] == 3424
    assert second["positives"] / second["n"] == pytest.approx(0.129, abs=0.0005)
    assert second["rule_auc"] == pytest.approx(0.784, abs=0.0005)


@pytest.fixture(scope="module")
def city(lake_server) -> Lake:
    """The published files through the real commands, up to the risk frames."""
    lake = Lake("city", "toronto")
    lake.run("land", DATA, "--match")
    for words in (("run",), ("audit",), ("gold", "-s", "tag:before_risk")):
        lake.run(*words)
    return lake


@pytest.fixture(scope="module")
def evaluated(city) -> dict[str, dict]:
    """What `firelake evaluate` says."""
    return {task["task"]: task for task in city.json("evaluate")}


def rows_of(file: Path) -> int:
    """Rows of a published file, as pandas reads it."""
    if file.suffix == ".json":
        said = json.loads(file.read_text("utf-8"))
        return len(said["features"] if isinstance(said, dict) else said)
    return len(pd.read_parquet(file) if file.suffix == ".parquet" else pd.read_csv(file, dtype=str))


@needs_data
@pytest.mark.lake
@pytest.mark.full
def test_every_published_row_came_in_and_is_accounted_for(city):
    published = {d["delivery"]: sum(rows_of(next(DATA.rglob(name))) for name in d["files"]) for d in city.json("deliveries")}
    entries = city.json("reconcile")
    assert {e["delivery_id"] for e in entries} == set(published)
    assert [(e["table_name"], e["delivery_id"], e["rows_in"]) for e in entries if e["rows_in"] != published[e["delivery_id"]]] == []
    assert [e for e in entries if not e["balanced"]] == []


@needs_data
@pytest.mark.lake
@pytest.mark.full
@pytest.mark.parametrize("task", ["violation", "multi_unit_fire"])
def test_the_lake_and_plain_pandas_agree(evaluated, counted, task):
    said, expected = evaluated[task], counted[task]
    counts = ("train_count", "n", "positives")
    assert {k: said[k] for k in counts} == {k: expected[k] for k in counts}
    assert figure(said, "prior_rule", "auc")["value"] == pytest.approx(expected["rule_auc"], abs=0.0005)


@needs_data
@pytest.mark.lake
@pytest.mark.full
@pytest.mark.parametrize(("task", "reference"), [("violation", 0.578), ("multi_unit_fire", 0.774)])
def test_the_model_is_near_the_untuned_reference(evaluated, task, reference):
    auc = figure(evaluated[task], "model", "auc")
    assert auc["value"] == pytest.approx(reference, abs=0.02)
    assert auc["low"] < reference < auc["high"]


def figure(said: dict, ranking: str, metric: str) -> dict:
    return next(f for f in said["figures"] if (f["ranking"], f["metric"]) == (ranking, metric))
