"""A feed proposed for a file nobody knows: what it says is looked at by a person, loads as it stands and is never a load."""

import dataclasses
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml

from expectations import contracts
from firelake.messages import FirelakeError
from spark_jobs.delivery import as_of_from
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


@pytest.fixture(scope="module")
def drafts(strange, arrived) -> dict[str, str]:
    """The proposal for every file that arrived."""
    return {name: draft(strange, arrived[name], name) for name in known(arrived)}


def headers(feed) -> dict[tuple[str, str], set[str]]:
    """Table and column → the headers that a feed fills it from."""
    return {(t.table, c): {h for s in m.sources for h in feed.names.get(s, ())}
            for t in feed.targets.values() for c, m in t.mappings.items() if m.sources}


def proposed(said: str) -> tuple[str, dict[str, str]]:
    """Table, and column → header, of a drafted feed."""
    body = yaml.safe_load(said)
    (table, target), = body["into"].items()
    return table, {column: body["names"][mapping["from"]] for column, mapping in target["columns"].items()}


def test_what_systems_deliver_finds_its_table_and_its_columns_by_titles_and_synonyms_alone(drafts, arrived):
    found = wanted = 0
    for name, feed in known(arrived).items():
        table, columns = proposed(drafts[name])
        truth = headers(feed)
        assert table == next(iter(feed.targets)), name
        assert {c: h for c, h in columns.items() if (table, c) in truth and h not in truth[table, c]} == {}, name
        wanted += len(truth)
        found += sum((table, c) in truth for c in columns)
    assert found / wanted > 0.95, f"{found} of {wanted}"


def test_how_the_file_is_written_is_what_the_feed_says(drafts, arrived):
    for name, feed in known(arrived).items():
        said = yaml.safe_load(drafts[name])["delivery"]
        assert said["format"] == feed.delivery["format"]
        for key in ("encoding", "delimiter", "record"):
            assert said.get(key, "utf-8" if key == "encoding" else None) == feed.delivery.get(key, "utf-8" if key == "encoding" else None)


def test_doubts_are_told_and_no_text_that_stands_but_once(strange, tmp_path):
    file = tmp_path / "名册_2026-06.csv"
    file.write_text("单位编号,单位名称,建筑面积,监管类别,经度,备用\nU1,甲,12,小场所,101,x\nU1,乙,约30,张三 13912345678,1000,x\n"
                    "U3,丙,5,甲等,101,x\n,丁,5,甲等,101,x\n", "utf-8")
    said = draft(strange, file, "some.unit")
    as_of = yaml.safe_load(said)["delivery"]["as_of"]["file"]
    assert re.search(as_of, file.name).group(1) == "2026-06"
    assert "unit_id: 单位编号  # 1 行为空，会被隔离；1 行重复了主键" in said
    assert "floor_area_m2: 建筑面积  # 1 行读不成 double" in said
    assert "longitude: 经度  # 1 行不在 -180 至 180 之间，单位可能不同" in said
    assert "category_code: 监管类别  # 代码表 supervision_category 中没有 2 种取值：甲等" in said
    assert "# 没有用到的列：备用" in said
    assert "13912345678" not in said


@pytest.mark.parametrize(("name", "day"), [("u_2026-06-30.csv", "2026-06-30"), ("u_20260630.csv", "20260630"), ("food_2011-2014.csv", None),
                                           ("unit_63010212_20240601.csv", "20240601"), ("a_20261399.csv", None)])
def test_the_day_of_a_file_is_read_from_its_name_where_it_is_one(strange, tmp_path, name, day):
    (tmp_path / name).write_text("单位编号,单位名称\nU1,甲\n", "utf-8")
    as_of = yaml.safe_load(draft(strange, tmp_path / name, "some.unit"))["delivery"]["as_of"]
    assert (re.search(as_of["file"], name).group(1) if isinstance(as_of, dict) else None) == day
    if day:
        as_of_from(day, "Asia/Shanghai")


@pytest.mark.parametrize("rows", ["张三,13912345678,630102199001011234\n李四,13912345679,630102199001011235\n",
                                  "单位名称,张三,13912345678,630102199001011234,备\n甲,1,1,1,1\n"])
def test_a_first_line_that_may_be_a_row_is_not_shown(strange, tmp_path, rows):
    (tmp_path / "a.csv").write_text(rows, "utf-8")
    try:
        said = draft(strange, tmp_path / "a.csv", "some.unit")
    except FirelakeError as error:
        said = str(error)
    assert "张三" not in said and "13912345678" not in said


def test_repeated_codes_are_shown_but_no_number_that_may_be_somebodys(strange, tmp_path):
    rows = "U1,张三13912345678\nU2,张三13912345678\nU3,甲等\nU4,甲等\n"
    (tmp_path / "a.csv").write_text(f"单位编号,监管类别\n{rows}", "utf-8")
    said = draft(strange, tmp_path / "a.csv", "some.unit", "silver.unit")
    assert "没有 2 种取值：甲等" in said and "张三" not in said


def test_headers_names_and_codes_of_any_kind_stay_on_their_line(strange, tmp_path):
    file = tmp_path / "a\nfeed: zzz\nb.csv"
    file.write_text('单位编号,单位名称,监管类别,"备注\nkey: [x"\n' + 'U1,甲,"x\ny: [z",1\nU2,乙,"x\ny: [z",1\n', "utf-8")
    body = yaml.safe_load(draft(strange, file, "some.unit"))
    assert (body["feed"], list(body)) == ("some.unit", ["feed", "title", "delivery", "names", "into"])


def test_what_is_only_alike_and_what_an_empty_cell_comes_to_is_told(strange, tmp_path):
    (tmp_path / "a.csv").write_text("单位编号,单位名称,绿化面积\nU1,甲,1\nU2,,1\n", "utf-8")
    said = draft(strange, tmp_path / "a.csv", "some.unit")
    assert "unit_name: 单位名称  # 1 行为空，会标记存疑" in said
    assert "floor_area_m2: 绿化面积  # 只是名称相近" in said


def test_the_contracts_own_word_goes_before_a_synonym(strange, tmp_path):
    (tmp_path / "a.csv").write_text("单位编号,面积,建筑面积\nU1,1,2\n", "utf-8")
    assert "floor_area_m2: 建筑面积\n" in draft(strange, tmp_path / "a.csv", "some.unit")


def test_two_columns_of_one_name_are_refused(strange, tmp_path):
    (tmp_path / "a.csv").write_text("单位编号,单位名称,单位名称\nU1,甲,乙\n", "utf-8")
    with pytest.raises(FirelakeError, match="同名的列"):
        draft(strange, tmp_path / "a.csv", "some.unit")


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """command(words…) → exit code and what was said, in a copy of the province's deployment."""
    from cli.main import main
    from firelake.settings import settings

    shutil.copytree(QINGHAI, tmp_path / "place")
    monkeypatch.setenv("FIRELAKE_DEPLOYMENT", str(tmp_path / "place"))

    def run(*words) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["firelake", *map(str, words)])
        settings.cache_clear()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code, said.out + said.err

    yield run
    monkeypatch.undo()
    settings.cache_clear()


def test_a_draft_that_would_break_the_deployment_is_written_beside_it(command, tmp_path):
    """Two feeds of snapshots into one table cannot be: whoever loads the contracts would be stopped."""
    (tmp_path / "a.csv").write_text("单位编号,单位名称\nU1,甲\n", "utf-8")
    feeds = tmp_path / "place" / "feeds"
    code, said = command("feed", "draft", tmp_path / "a.csv", "--name", "new.unit", "--out", feeds)
    assert code == 0 and "还不能作为契约" in said and "快照源不能与别的源共写" in said and (feeds / "new.unit.yml.draft").is_file()
    contracts.load.cache_clear()
    contracts.load(tmp_path / "place")


def test_a_draft_is_written_once(command, tmp_path):
    (tmp_path / "a.csv").write_text("站号,消防站代码,消防站名称\n1,63010201,甲\n", "utf-8")
    words = ("feed", "draft", tmp_path / "a.csv", "--name", "gis.station", "--out", tmp_path / "place" / "feeds")
    assert command(*words)[0] == 0
    contracts.load.cache_clear()
    assert contracts.load(tmp_path / "place").feeds["gis.station"].targets.keys() == {"silver.station"}
    code, said = command(*words)
    assert code == 1 and "已存在，不覆盖" in said


@pytest.mark.parametrize("name", ["../x.y", "a/b.c", "station", "a: b #.c"])
def test_a_name_that_is_no_feeds_name_is_refused(command, tmp_path, name):
    (tmp_path / "a.csv").write_text("单位编号,单位名称\nU1,甲\n", "utf-8")
    code, said = command("feed", "draft", tmp_path / "a.csv", "--name", name, "--out", tmp_path)
    assert code == 1 and "不能作数据源名称" in said and list(tmp_path.glob("*.yml")) == []


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
    city, file = tmp_path / "city", CHICAGO
    shutil.copytree(QINGHAI / "codes", city / "codes")
    (city / "feeds").mkdir()
    (city / "deployment.yml").write_text("{deployment: city, title: 城, zone: America/Chicago}", "utf-8")
    door = doors("drafted", deployment=city)
    say(door, "feed", "draft", file, "--name", "chicago.food", "--out", city / "feeds")
    (part,) = json.loads(say(door, "feed", "check", "chicago.food", file, "--as-of", "2014-10", "--json"))["tables"]
    say(door, "land", file, "--feed", "chicago.food", "--as-of", "2014-10")
    assert door.run("silver.inspection") == []
    told = pd.read_csv(file, dtype=str)
    rows = door.rows("silver.inspection")["silver.inspection"]
    assert part["rows"] == len(told) == part["valid"] + part["doubled"] + part["quarantined"]
    assert len(rows) == part["valid"] == told["Inspection_ID"].nunique()
    assert {r[0] for r in rows} == set(told["Inspection_ID"]) and door.unbalanced() == []


def say(door, *words) -> str:
    process = door.command(*map(str, words))
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said
