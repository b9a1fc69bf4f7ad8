"""A load that wrote rows and was killed before its ledger: whatever is decided then, the next load leaves none behind."""

import pytest
from pyspark.errors import PySparkException

from cli.gold import took_up
from firelake.messages import FirelakeError, text
from spark_jobs import layout, ledger
from spark_jobs.lakehouse import LOST, Lakehouse
from tests.spark_jobs.door import Sender

pytestmark = pytest.mark.lake
TABLES = ("silver.violation", "silver.unit")
UNITS = "编号,名称,区县,面积,人数,电话\nU1,甲,630102,1,1,\nU2,乙,630102,1,1,\n"
GOOD = '{"id": "V1", "inspection": "I1", "found": "2023-12-31 08:00:00", "fixed": null, "state": ""}\n'
BROKEN = '{"id": "V2", "inspection": "I1", "found": "2023-13-01", "fixed": null, "state": ""}\n'


def send(folder) -> tuple[list, list]:
    """What is there before the killed load, and what it loads: a log with a row to set aside, a snapshot with a unit less."""
    sender = Sender(folder, 1)
    for day, log, units in ((1, GOOD, UNITS), (2, GOOD.replace("V1", "V3") + BROKEN, UNITS.rsplit("U2", 1)[0])):
        sender._write("door.violation", day, "violation.jsonl", log)
        sender._write("door.unit", day, "unit.csv", units.encode("gb18030"), county="630102")
    return sender.sent[:2], sender.sent[2:]


def killed(door, monkeypatch) -> None:
    """A run whose loads end where their ledger begins."""
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "write", lambda *_: 1 / 0)
        assert len(door.run(*TABLES)) == len(TABLES)


@pytest.mark.parametrize("first", (False, True))
def test_no_row_stays_of_a_retracted_delivery_that_a_killed_load_wrote(doors, tmp_path, monkeypatch, first):
    before, after = send(tmp_path)
    door, want = doors(f"killed_load_{first}"), doors(f"never_{first}")
    want.land(*before)
    assert want.run(*TABLES) == []
    door.land(*before)
    if not first:
        assert door.run(*TABLES) == []
    late = door.land(*after)
    killed(door, monkeypatch)
    written = door.rows("quarantine.violation", "silver.violation")
    assert [len(rows) for rows in written.values()] == [1, 2]
    unjudged = {line.name: line.said for line in door.enter().audit(TABLES)[0] if line.failed}
    assert unjudged == {t: text("failed", reason=text("load_unfinished", table=t)) for t in TABLES}
    for delivery in late:
        door.decide("retract", delivery)
    assert door.run(*TABLES) == []
    every = (*TABLES, "quarantine.violation", "quarantine.unit")
    assert door.rows(*every) == want.rows(*every)
    assert door.unbalanced() == [] and not list((door.enter().landing.folder.parent / "writing").iterdir())


def unheard_of(lake, table: str) -> None:
    """A table that lies at its place and is in no catalogue, as a server leaves it that is killed between the two."""
    layer, stored = layout.stored(table)
    lake.sql(f"create table delta.`{layout.place(table)}` (gone string) using delta")
    assert stored not in lake.tables(layer)


def test_a_table_in_whose_making_the_server_was_killed_is_made(doors, tmp_path):
    before, _ = send(tmp_path)
    door, want = doors("unheard_of"), doors("heard_of")
    every = (*TABLES, "quarantine.violation", "quarantine.unit")
    for one in (door, want):
        one.land(*before)
    door.enter()
    with Lakehouse.open() as lake:
        for table in (*every, "ops.load"):
            unheard_of(lake, table)
    assert door.run(*TABLES) == want.run(*TABLES) == []
    assert door.rows(*every) == want.rows(*every)
    with Lakehouse.open() as lake:
        kinds = {table: dict(tuple(row)[:2] for row in lake.rows(f"describe extended {lake.name(table)}"))["Type"] for table in every}
    assert set(kinds.values()) == {"MANAGED"}, kinds  # one that is not leaves its files behind when it is dropped


def test_rows_nobody_has_heard_of_are_left_and_told(doors):
    doors("unheard_rows").enter()
    with Lakehouse.open() as lake:
        unheard_of(lake, "silver.unit")
        lake.sql(f"insert into delta.`{layout.place('silver.unit')}` values ('U1')")
        with pytest.raises(FirelakeError) as error:
            lake.create("silver.unit", {"unit_id": "string"}, new=True)
        assert (error.value.key, error.value.values) == ("table_unheard_of", {"table": "silver.unit"})
        assert [tuple(row) for row in lake.rows(f"select * from delta.`{layout.place('silver.unit')}`")] == [("U1",)]


def test_a_seed_of_gold_in_whose_making_the_server_was_killed_is_taken_up(doors):
    doors("gold_unheard_of").enter()
    with Lakehouse.open() as lake:
        unheard_of(lake, "gold.feed_table")
        name = lake.name("gold.feed_table")
        with pytest.raises(PySparkException, match=LOST) as error:  # the statements dbt makes a seed with
            lake.sql(f"create table {name} (feed string) using delta")
        assert took_up({"feed_table": str(error.value)}) and not took_up({"feed_table": "else"})
        lake.sql(f"drop table if exists {name}")
        lake.sql(f"create table {name} (feed string) using delta")
        assert lake.rows(f"select * from {name}") == []
