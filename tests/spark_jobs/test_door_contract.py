"""A changed contract stops a load; a rebuild takes it up."""

import shutil

import pytest

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
