"""The dbt project holds together without a lake: it parses, is derived afresh, and declares every column."""

import csv
import json
import re
from contextlib import nullcontext
from dataclasses import replace

import pytest

from cli import gold, gold_derived
from expectations import contracts
from firelake.messages import FirelakeError
from tests.dbt.builder import ROOT, dbt

DBT = ROOT / "dbt"
WALL = {"wall_kpi", "wall_region", "wall_org", "wall_unit_point", "wall_unit_rank", "wall_unit_page", "wall_unit_event",
        "wall_fire_month", "wall_inspection_month", "wall_quality", "wall_map", "wall_basis", "wall_score"}
OF_SCORES = WALL | {"high_unit"}


@pytest.fixture(scope="module")
def manifest(tmp_path_factory, deployment):
    """What dbt makes of the project."""
    folder = tmp_path_factory.mktemp("parse")
    gold_derived.write_seeds(deployment, ROOT / "deployments" / "qinghai", folder / "seeds")
    done = dbt("parse", {"as_of": "2026-06-30", "zone": "Asia/Shanghai"}, folder / "seeds", folder, 1, "parsed")
    assert done.returncode == 0, done.stdout
    return json.loads((folder / "target" / "manifest.json").read_text())


def _models(manifest):
    return {n["name"]: n for n in manifest["nodes"].values() if n["resource_type"] == "model"}


def test_every_model_declares_typed_and_described_columns_and_an_owner(manifest):
    for name, model in _models(manifest).items():
        assert model["config"]["contract"]["enforced"], name
        assert model["columns"] and all(c["data_type"] and c["description"] for c in model["columns"].values()), name
        assert {"title", "owner"} <= set(model["config"]["meta"]), name


def test_the_wall_marts_and_only_they_are_published(manifest):
    assert {n for n, m in _models(manifest).items() if m["config"]["meta"].get("publish")} == WALL


def test_scores_are_read_after_the_risk_model_has_run_only(manifest):
    for name, model in _models(manifest).items():
        reads_scores = any(".model." in source for source in model["depends_on"]["nodes"])
        assert ("after_risk" in model["tags"]) == (name in OF_SCORES), name
        assert not reads_scores or name in OF_SCORES, name


def test_derived_files_match_the_contracts_of_every_deployment():
    for deployment in ("qinghai", "toronto"):
        for file, text in gold_derived.committed(contracts.load(ROOT / "deployments" / deployment), DBT).items():
            assert file.read_text("utf-8") == text, f"{deployment}: {file.name}; run firelake gold --derive"


def test_every_tag_is_defined_and_every_definition_is_used():
    with (DBT / "seeds" / "tag_definition.csv").open(encoding="utf-8") as handle:
        defined = [row["tag_code"] for row in csv.DictReader(handle)]
    files = [*(DBT / "models" / "tags").glob("tag_*.sql"), DBT / "models" / "topics" / "topic_enforcement.sql"]
    sql = "".join(f.read_text("utf-8") for f in files)
    assert len(defined) == len(set(defined)) >= 12
    assert [tag for tag in defined if f"'{tag}'" not in sql] == []


def test_every_metric_is_a_measure_that_is_summed():
    with (DBT / "seeds" / "metric_definition.csv").open(encoding="utf-8") as handle:
        parts = {row[c] for row in csv.DictReader(handle) for c in ("part_code", "whole_code")} - {"", "high_unit"}
    files = ("models/intermediate/measure.sql", "models/intermediate/measure_fact.sql", "macros/measures.sql")
    sql = "".join((DBT / file).read_text("utf-8") for file in files)
    assert [part for part in sorted(parts) if f"'{part}'" not in sql] == []


def test_no_clock_and_no_place_stands_in_the_sql():
    loaded = [contracts.load(ROOT / "deployments" / d) for d in ("qinghai", "toronto")]
    places = {label for deployment in loaded for label in deployment.codes["region"].values.values()}
    for file in [*DBT.rglob("*.sql"), *DBT.rglob("*.csv"), *DBT.rglob("*.yml")]:
        text = file.read_text("utf-8")
        assert not re.search(r"current_(date|timestamp)|\bnow\(\)|getdate", text), file.name
        assert [place for place in places if place in text] == [], file.name
        assert file.name == "sources.yml" or len(text.splitlines()) <= 250, file.name


def test_outlines_become_one_row_per_part(tmp_path):
    ring = [[96, 36], [97, 36], [97, 37], [96, 36]]
    shape = {"type": "MultiPolygon", "coordinates": [[ring], [ring]]}
    feature = {"geometry": shape, "properties": {"region_code": "111"}}
    (tmp_path / "map.geojson").write_text(json.dumps({"features": [feature]}))
    text = "[[96,36],[97,36],[97,37],[96,36]]"
    assert gold_derived._rings(tmp_path / "map.geojson") == [("111", 1, text), ("111", 2, text)]


def test_a_business_day_is_a_date():
    assert gold.business_day("2026-06-30", "Asia/Shanghai") == "2026-06-30"
    for wrong in ("2026-6-30", "2026-02-30", "x'; drop"):
        with pytest.raises(FirelakeError):
            gold.business_day(wrong, "Asia/Shanghai")


def test_the_figures_end_with_the_business_day_or_with_the_earlier_one_a_deployment_names(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(gold, "build", lambda dbt, state, variables, *_: asked.append(variables) or {})
    monkeypatch.setattr(gold, "_single_writer", nullcontext)
    monkeypatch.setattr(gold_derived, "write_seeds", lambda *_: None)
    loaded = contracts.load(ROOT / "deployments" / "qinghai")
    for named in ({}, {"figures_until": "2025-12-31"}, {"figures_until": "2026-12-31"}):
        gold.make(replace(loaded, deployment=loaded.deployment | named), "2026-06-30", [])
    assert [(a["as_of"], a["until"]) for a in asked] == [
        ("2026-06-30", "2026-06-30"), ("2026-06-30", "2025-12-31"), ("2026-06-30", "2026-06-30")]


def test_a_failure_is_told_in_one_line_and_what_hung_on_it_is_named(tmp_path):
    stack = ("Database Error\n  [TABLE_OR_VIEW_NOT_FOUND] org.apache.spark.X: \n"
             "  [TABLE_OR_VIEW_NOT_FOUND] No `x`. SQLSTATE: 42P01\n\tat a.b")
    (tmp_path / "run_results.json").write_text(json.dumps({"results": [
        {"unique_id": "model.firelake.topic_fire", "status": "success", "message": "OK"},
        {"unique_id": "model.firelake.measure", "status": "error", "message": stack},
        {"unique_id": "test.firelake.one_row_per_unit.ab12", "status": "fail", "message": "Got 2 results"},
        {"unique_id": "model.firelake.wall_kpi", "status": "skipped", "message": None}]}))
    assert gold._failures(tmp_path / "run_results.json") == {
        "measure": "[TABLE_OR_VIEW_NOT_FOUND] No `x`. SQLSTATE: 42P01", "one_row_per_unit": "Got 2 results",
        "wall_kpi": "它依赖的表失败，没有更新"}
