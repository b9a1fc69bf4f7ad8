"""A file held against its feed says what a load then does, and leaves nothing."""

import json
from collections import Counter
from pathlib import Path

import pytest

from firelake.messages import FirelakeError
from spark_jobs import ledger
from spark_jobs.accept import ACCEPTED, HELD, REJECTED
from spark_jobs.reason import reason
from tests.spark_jobs.door import Sender

pytestmark = pytest.mark.lake
TABLES = {"door.unit": "silver.unit", "door.violation": "silver.violation", "door.alarm": "silver.device_alarm",
          "door.item": "silver.inspection_item"}
ENDING_NOTHING = ("door.alarm", "door.item")  # the others' deliveries also end keys
UNITS = "编号,名称,区县,面积,人数,电话,备注\nU1,甲,630102,约3,1,13800000000,\nU2,乙,630102,2,1,,\nU2,乙,630102,2,1,,\n,丙,630102,1,1,,\n"


def rehearsal(door, feed: str, file: Path, **more):
    from spark_jobs.rehearsal import rehearse

    runner = door.enter()
    return rehearse(runner, runner.contracts.feeds[feed], file, **more)


def lines(folder: Path, text: str, name: str = "unit.csv") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(text.encode("gb18030"))
    (folder / "manifest.json").write_text(json.dumps({"feed": "door.unit", "as_of": "2024-01-09", "county": "630102"}))
    return folder


def test_what_it_says_is_what_the_load_then_does(doors, tmp_path):
    door, sender = doors("rehearsed"), Sender(tmp_path, 11, days=1)
    first = {}
    for folder in sender.draw():
        first.setdefault(json.loads((folder / "manifest.json").read_text())["feed"], folder)
    said = {feed: rehearsal(door, feed, first[feed]) for feed in TABLES}
    assert {f.state.status for f in said.values()} == {ACCEPTED}
    assert door.enter().landing.deliveries("door.unit") == []
    door.land(*(first[feed] for feed in TABLES))
    assert door.run(*TABLES.values()) == []
    found = {e["table_name"]: e for e in ledger_of(door)}
    for feed, table in TABLES.items():
        (part,), entry = said[feed].parts, found[table]
        told = {"rows_in": part.rows, "skipped": part.skipped, "quarantined": part.quarantined}
        assert told == {k: entry[k] for k in told}
        assert part.rows == part.valid + part.doubled + part.skipped + part.quarantined
        if feed in ENDING_NOTHING:
            assert (part.valid, part.doubled) == (entry["loaded"], entry["collapsed"] + entry["superseded"])
            assert part.flagged == flagged_of(door, table)
    rules = Counter({r: b.rows for r, b in said["door.item"].parts[0].aside.items()})
    aside = door.rows("quarantine.inspection_item")["quarantine.inspection_item"]
    assert rules == Counter(name for row in aside for name in row[5].split("|")) and rules


def flagged_of(door, table: str) -> int:
    from spark_jobs.lakehouse import Lakehouse

    door.enter()
    with Lakehouse.open() as lake:
        return lake.rows(f"select count_if(_flags <> '') from {lake.name(table)}")[0][0]


def ledger_of(door) -> list[dict]:
    from spark_jobs.lakehouse import Lakehouse

    door.enter()
    with Lakehouse.open() as lake:
        return ledger.entries(lake)


def test_rules_are_told_with_rows_and_masked_texts_and_private_columns_without(doors, tmp_path):
    found = rehearsal(doors("masked"), "door.unit", lines(tmp_path / "sent", UNITS))
    (part,) = found.parts
    assert (part.rows, part.valid, part.doubled, part.quarantined, part.flagged) == (4, 2, 1, 1, 1)
    assert {r: (b.rows, b.examples) for r, b in part.aside.items()} == {"unit_id_required": (1, [("unit.csv", 4, "")])}
    assert {r: (b.rows, b.examples) for r, b in part.flags.items()} == {"floor_area_m2_type": (1, [("unit.csv", 1, "约*")])}
    assert found.unused == ("备注",)
    assert "138" not in repr((found.parts, found.unused, found.state.reason))  # the scratch path may hold any digits


def test_a_file_far_smaller_than_usual_would_be_held(doors, tmp_path):
    door, usual = doors("held"), "编号,名称,区县,面积,人数,电话\n" + "".join(f"U{n},甲,630102,1,1,\n" for n in range(20))
    folder = lines(tmp_path / "usual", usual)
    (folder / "manifest.json").write_text(json.dumps({"feed": "door.unit", "as_of": "2024-01-01", "county": "630102"}))
    door.land(folder)
    few = rehearsal(door, "door.unit", lines(tmp_path / "few", usual[:60].rsplit("\n", 1)[0] + "\n"))
    assert (few.state.status, few.state.reason[0]) == (HELD, "held_volume")
    assert few.parts[0].valid == few.rows


@pytest.mark.parametrize(("text", "key"), [("编号,名称\nU1,甲\n", "column_missing"), ("<html></html>", "not_csv"), ("", "file_empty")])
def test_what_cannot_be_read_is_rejected_and_nothing_is_judged(doors, tmp_path, text, key):
    found = rehearsal(doors("unread"), "door.unit", lines(tmp_path / "sent", text))
    assert (found.state.status, found.state.reason[0], found.parts) == (REJECTED, key, [])


def test_the_command_says_it_in_chinese_and_ends_with_one_where_the_file_would_not_be_accepted(doors, tmp_path):
    door = doors("spoken")
    bare = tmp_path / "unit.csv"
    bare.write_bytes(UNITS.encode("gb18030"))
    process = door.command("feed", "check", "door.unit", str(bare), "--as-of", "2024-01-09")
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert said.splitlines() == [
        "✓ 若投递：已接收，4 行。", "  契约未用的列（留在接收区，不入湖）：备注",
        "  → silver.unit 社会单位：4 行 = 有效 2（其中存疑 1）+ 同一主键重复 1 + 不适用 0 + 隔离 1",
        "    隔离 1 行：单位编号缺少必填值，如第 4 条", "    存疑 1 行：建筑面积类型不符，如第 1 条“约*”"]
    bare.write_bytes(b"<html></html>")
    process = door.command("feed", "check", "door.unit", str(bare))
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 1 and said.startswith("✗ 若投递：已拒收")
    state = door.enter().landing.folder.parent
    assert [f for f in state.rglob("*") if f.is_file()] == [] and list((state / "scratch").iterdir()) == []


def test_files_of_one_delivery_are_told_apart(doors, tmp_path):
    folder = lines(tmp_path / "sent", "编号,名称,区县,面积,人数,电话\nU1,甲,630102,1,1,\n")
    lines(folder, " 编号,名称,区县,面积,人数,电话\nU2,甲,630102,约4,1,\n", "unit_more.csv")
    (part,) = rehearsal(doors("files"), "door.unit", folder).parts
    assert (part.rows, part.flags["floor_area_m2_type"].examples) == (2, [("unit_more.csv", 1, "约*")])


def test_the_same_bytes_again_are_named(doors, tmp_path):
    door, folder = doors("again"), lines(tmp_path / "sent", UNITS)
    (first,) = door.land(folder)
    assert rehearsal(door, "door.unit", folder).same == first


def test_a_manifest_of_another_feed_is_refused(doors, tmp_path):
    with pytest.raises(FirelakeError, match="写的是数据源 door.unit，不是 door.item"):
        rehearsal(doors("other"), "door.item", lines(tmp_path / "sent", UNITS))


def test_an_engine_that_stumbles_over_a_value_does_not_quote_it(ask):
    with pytest.raises(Exception) as caught:  # noqa: PT011 whatever the engine calls it
        ask("select cast(concat('1391234', '5678x') as int)")
    assert "13912345678x" in str(caught.value) and reason(caught.value) == "[CAST_INVALID_INPUT]"
