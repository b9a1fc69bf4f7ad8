"""A changed contract stops a load; a rebuild takes it up. Bronze that was read by other rules stops one until it is read again."""

import shutil

import pytest

from spark_jobs.bronze_table import BronzeTable
from tests.spark_jobs.door import DEPLOYMENT, Sender

pytestmark = [pytest.mark.lake, pytest.mark.full]  # until silver is fast enough for the daily tests (docs/roadmap.md)


def test_a_contract_that_changed_stops_the_load_and_a_rebuild_takes_it_up(doors, tmp_path):
    place = tmp_path / "place"
    shutil.copytree(DEPLOYMENT, place)
    door = doors("contract", deployment=place)
    door.land(Sender(tmp_path / "a", 1)._write("door.item", 1, "i.csv", "inspection,item,result,note\nI1,a,1,x\n"))
    assert door.run("silver.inspection_item") == []
    feed = (place / "feeds" / "door.item.yml").read_text("utf-8")
    changed = feed.replace("result_code: result}", "result_code: result, note: note}").replace(
        "silver.inspection_item: {}", "silver.inspection_item: {columns: {result_code: {expr: \"concat(result_code, note)\"}}}")
    assert changed != feed
    (place / "feeds" / "door.item.yml").write_text(changed, "utf-8")
    from expectations import contracts

    contracts.load.cache_clear()
    assert door.run("silver.inspection_item") == [
        "silver.inspection_item：silver.inspection_item 的契约与表中数据不一致。请运行 firelake rebuild silver.inspection_item。"]
    assert door.run("silver.inspection_item", rebuild=True) == []
    assert [row[2] for row in door.rows("silver.inspection_item")["silver.inspection_item"]] == ["1x"]


def test_bronze_read_by_older_rules_stops_the_load_until_it_is_read_again(doors, tmp_path):
    door, table = doors("otherwise"), "silver.inspection_item"
    sender = Sender(tmp_path / "a", 1)
    door.land(sender._write("door.item", 1, "i.csv", "inspection,item,result,note\nI1,a,1,x\n"))
    assert door.run(table) == []
    bronze = BronzeTable("door.item", list(door.enter().contracts.feeds["door.item"].names), "")
    bronze.reading = "another"
    lines = door.enter().build([table])
    assert [(line.failed, line.said) for line in lines] == [
        (True, "door.item 的贴源层是按旧规则读入的。请先运行 firelake run 重新读入，再建标准层。")]
    assert door.run(table) == [] and len(door.rows(table)[table]) == 1
