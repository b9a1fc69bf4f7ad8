"""A feed proposed for a file nobody knows: what it says is looked at by a person, loads as it stands and is never a load."""

import dataclasses
import gzip
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml

from expectations import contracts
from firelake.messages import FirelakeError
from spark_jobs.draft import draft

ROOT = Path(__file__).resolve().parents[2]
QINGHAI = ROOT / "deployments" / "qinghai"
CHICAGO = ROOT.parent / "shared" / "data" / "chicago" / "food_inspections_2011_2014.csv.gz"


@pytest.fixture(scope="module")
def strange():
    """The contracts of a province that has no feed yet: only titles, names and synonyms can tell the columns."""
    return dataclasses.replace(contracts.load(QINGHAI), feeds={})


def known(arrived) -> dict:
    """The real feeds of what arrived; fires with casualties are too rare to come in half a year of a small province."""
    feeds = contracts.load(QINGHAI).feeds
    assert feeds.keys() - arrived.keys() <= {"firestat.fire_casualty"}
    return {name: feeds[name] for name in arrived}


def headers(feed) -> dict[tuple[str, str], set[str]]:
    """Table and column → the headers that a feed fills it from."""
    return {(t.table, c): {h for s in m.sources for h in feed.names.get(s, ())}
            for t in feed.targets.values() for c, m in t.mappings.items() if m.sources}


def proposed(said: str) -> tuple[str, dict[str, str]]:
    """Table, and column → header, of a drafted feed."""
    body = yaml.safe_load(said)
    (table, target), = body["into"].items()
    return table, {column: body["names"][mapping["from"]] for column, mapping in target["columns"].items()}


def test_what_systems_deliver_finds_its_table_and_its_columns_by_titles_and_synonyms_alone(strange, arrived):
    found = wanted = 0
    for name, feed in known(arrived).items():
        table, columns = proposed(draft(strange, arrived[name], name))
        truth = headers(feed)
        assert table == next(iter(feed.targets)), name
        assert {c: h for c, h in columns.items() if (table, c) in truth and h not in truth[table, c]} == {}, name
        wanted += len(truth)
        found += sum((table, c) in truth for c in columns)
    assert found / wanted > 0.95, f"{found} of {wanted}"


def test_how_the_file_is_written_is_what_the_feed_says(strange, arrived):
    for name, feed in known(arrived).items():
        said = yaml.safe_load(draft(strange, arrived[name], name))["delivery"]
        assert said["format"] == feed.delivery["format"]
        for key in ("encoding", "delimiter", "record"):
            assert said.get(key, "utf-8" if key == "encoding" else None) == feed.delivery.get(key, "utf-8" if key == "encoding" else None)


def test_doubts_are_told_and_no_text_that_stands_but_once(strange, tmp_path):
    file = tmp_path / "名册_2026-06.csv"
    file.write_text("单位编号,单位名称,建筑面积,监管类别,经度,备用\nU1,甲,12,小场所,101,x\nU1,乙,约30,张三 13912345678,1000,x\n"
                    "U3,丙,5,甲等,101,x\n,丁,5,甲等,101,x\n", "utf-8")
    said = draft(strange, file, "some.unit")
    assert "as_of: {file: '(\\d{4}-\\d{2})'}" in said
    assert "unit_id: 单位编号  # 1 行为空，会被隔离；1 行重复了主键" in said
    assert "floor_area_m2: 建筑面积  # 1 行读不成 double" in said
    assert "longitude: 经度  # 1 行不在 -180 至 180 之间，单位可能不同" in said
    assert "category_code: 监管类别  # 代码表 supervision_category 中没有 2 种取值：甲等" in said
    assert "# 没有用到的列：备用" in said
    assert "13912345678" not in said


def test_a_key_nobody_delivers_is_left_for_a_person(strange, tmp_path):
    (tmp_path / "a.csv").write_text("单位名称,单位地址,建筑面积\n甲,路,1\n", "utf-8")
    said = draft(strange, tmp_path / "a.csv", "some.unit", "silver.unit")
    assert "# unit_id: {from: …}  # 主键没有找到对应的列，请填写" in said


def test_a_file_like_no_table_is_refused(strange, tmp_path):
    (tmp_path / "a.csv").write_text("qqqq,wwww\n1,2\n", "utf-8")
    with pytest.raises(FirelakeError, match="对不上"):
        draft(strange, tmp_path / "a.csv", "some.thing")


@pytest.mark.lake
def test_a_city_nobody_prepared_for_is_loaded_by_one_yaml_file(doors, tmp_path):
    """Chicago's food inspections: drafted, checked, loaded; every inspection of the file is a row of silver."""
    if not CHICAGO.is_file():
        pytest.skip(f"{CHICAGO.name} is absent: real data of Chicago")
    city, file = tmp_path / "city", tmp_path / "food_inspections_2011_2014.csv"
    shutil.copytree(QINGHAI / "codes", city / "codes")
    (city / "feeds").mkdir()
    (city / "deployment.yml").write_text("{deployment: city, title: 城, zone: America/Chicago}", "utf-8")
    file.write_bytes(gzip.decompress(CHICAGO.read_bytes()))
    door = doors("drafted", deployment=city)
    say(door, "feed", "draft", file, "--name", "chicago.food", "--out", city / "feeds")
    (part,) = json.loads(say(door, "feed", "check", "chicago.food", file, "--as-of", "2014-10", "--json"))["tables"]
    say(door, "land", file, "--feed", "chicago.food", "--as-of", "2014-10")
    assert door.run("silver.inspection") == []
    told = pd.read_csv(file, dtype=str)
    rows = door.rows("silver.inspection")["silver.inspection"]
    assert part["rows"] == len(told) == part["loaded"] + part["collapsed"] + part["quarantined"]
    assert len(rows) == part["loaded"] == told["Inspection_ID"].nunique()
    assert {r[0] for r in rows} == set(told["Inspection_ID"]) and door.unbalanced() == []


def say(door, *words) -> str:
    process = door.command(*map(str, words))
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said
