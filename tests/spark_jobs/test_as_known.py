"""A table as it was known on a day: the versions of then, whatever came since; nothing private leaves."""

import csv
from pathlib import Path

import pytest

from tests.spark_jobs.door import Sender

pytestmark = pytest.mark.lake
HEADER = "编号,名称,区县,面积,人数,电话\n"
FIRST = "U1,甲,630102,10,1,13800000000\nU2,乙,630102,20,1,\n"
SECOND = "U1,甲,630102,11,1,\nU3,丙,630102,30,1,\n"


def exported(door, day: str, file: Path) -> list[tuple[str, str]]:
    """Unit and area of the rows."""
    process = door.command("as-known", "silver.unit", day, "--out", str(file))
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert f"{day} 结束时知道 {len(rows)} 行" in said
    assert all("电话" not in name for row in rows for name in row) and "1380" not in file.read_text("utf-8-sig")
    return [(row["单位编号"], row["建筑面积"]) for row in rows]


def test_each_day_has_the_versions_of_then_also_when_later_ones_came_first(doors, tmp_path):
    door, sender = doors("as_known"), Sender(tmp_path / "sent", 1)
    for day, rows in ((2, SECOND), (1, FIRST)):
        sender._write("door.unit", day, "unit.csv", (HEADER + rows).encode("gb18030"), county="630102")
    for folder in sender.sent:
        door.land(folder)
        assert door.run("silver.unit") == []
    assert exported(door, "2023-12-31", tmp_path / "0.csv") == []
    assert exported(door, "2024-01-01", tmp_path / "1.csv") == [("U1", "10"), ("U2", "20")]
    assert exported(door, "2024-01-02", tmp_path / "2.csv") == [("U1", "11"), ("U3", "30")]
    assert exported(door, "2024-01-09", tmp_path / "3.csv") == [("U1", "11"), ("U3", "30")]


def test_a_table_that_was_never_loaded_is_a_sentence(doors):
    process = doors("as_known_never").command("as-known", "silver.unit", "2024-01-01")
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 1 and said.startswith("✗ silver.unit 还没有载入过。") and said.count("\n") == 1
