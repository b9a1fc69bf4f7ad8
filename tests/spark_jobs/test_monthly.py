"""The auditor's month: its figures against a count by hand, its examples masked, its page without the network."""

import dataclasses
import datetime as dt
import json

import openpyxl
import pytest

from expectations.contracts import load
from spark_jobs import inventory
from spark_jobs.accept import ACCEPTED, HELD, State
from spark_jobs.delivery import Delivery, as_of_from
from spark_jobs.inventory import DIMENSIONS
from spark_jobs.monthly import came, months
from spark_jobs.monthly.facts import Gap, _gaps
from spark_jobs.monthly.regions import Regions
from spark_jobs.monthly.scores import Counted, Score, scores
from spark_jobs.settled import settled
from tests.spark_jobs.door import DEPLOYMENT, Sender
from tests.spark_jobs.making import feed

TREE = Regions([("63", None, "省"), ("6301", "63", "甲州"), ("6302", "63", "乙州"), ("630102", "6301", "甲县")])
ZONE = "Asia/Shanghai"
HEADER = "编号,名称,区县,面积,人数,电话\n"
MONTH = "U1,甲,630102,10,1,13800000000\nU2,乙,630102,-5,1,13800000001\nU3,丙,630102,约3,1,\n,丁,630102,1,1,13800000002\n" + "".join(
    f"V{n},戊,630102,9,1,\n" for n in range(8))
ROWS = 12


@pytest.fixture(scope="module")
def contracts():
    return load(DEPLOYMENT)


def test_a_month_ends_with_its_last_instant():
    before, end = months.bounds("2026-02", "Asia/Shanghai", 2)
    assert (before, end) == tuple(dt.datetime.fromisoformat(f"{d}T15:59:59.999999+00:00") for d in ("2025-12-31", "2026-02-28"))
    assert (months.moved("2026-01", -1), months.moved("2025-12", 1), months.last_day("2024-02")) == (
        "2025-12", "2026-01", dt.date(2024, 2, 29))


def test_a_region_is_told_by_the_one_below_the_top():
    assert [TREE.upper(c) for c in ("630102", "6301", "63", "99", None)] == ["甲州", "甲州", "省", "", ""]
    assert TREE.lowest == {"6302", "630102"}


def test_the_same_contracts_have_the_same_fingerprint_and_each_check_once(contracts):
    items = inventory.inventory(contracts)
    assert len({(i.table, i.name) for i in items}) == len(items)
    assert inventory.fingerprint(items) == inventory.fingerprint(inventory.inventory(contracts))
    assert inventory.fingerprint(items) != inventory.fingerprint(items[1:])
    unit = contracts.tables["silver.unit"]
    area = dataclasses.replace(unit.columns["floor_area_m2"], maximum=5)
    other = dataclasses.replace(contracts, tables=contracts.tables | {
        unit.name: dataclasses.replace(unit, columns=unit.columns | {"floor_area_m2": area})})
    assert inventory.fingerprint(inventory.inventory(other)) != inventory.fingerprint(items)     # another limit
    assert {i.dimension for i in items} == set(DIMENSIONS)


def test_a_score_counts_pairs_of_row_and_check(contracts):
    rows = [Counted("silver.unit", "door.unit", "630102", "2024-01", 10, {"floor_area_m2_range": 3, "readable": 2}, {})]
    checks = {d: sum(i.dimension == d for i in inventory.of_table(contracts, contracts.tables["silver.unit"])) for d in DIMENSIONS}
    found = scores(contracts, rows, lambda row: row.month)["2024-01"]
    assert found["accurate"] == Score(10 * checks["accurate"], 3)
    assert found["readable"] == Score(10, 2) and found["readable"].share == 0.8
    assert found["complete"].failed == 0


def test_a_check_that_applies_to_some_rows_is_asked_of_those(contracts):
    table, check = contracts.tables["silver.inspection_item"], "completeness:result_code"
    complete = sum(i.dimension == "complete" for i in inventory.of_table(contracts, table))
    rows = [Counted(table.name, "door.item", None, "2024-01", 10, {check: 1}, {check: 4})]
    assert scores(contracts, rows, lambda row: row.table)[table.name]["complete"] == Score(10 * (complete - 1) + 4, 1)


def test_a_reference_without_a_source_is_no_check(contracts):
    assert "references:inspection_id" not in {i.name for i in inventory.of_table(contracts, contracts.tables["silver.violation"])}


def test_a_region_that_falls_silent_is_missed(contracts):
    def rows(month: str, region: str, count: int) -> Counted:
        return Counted("silver.violation", "door.violation", region, month, count, {}, {})

    said = [rows(f"2026-0{n}", region, 10) for n in (1, 2, 3) for region in ("6301", "6302")]
    assert _gaps(contracts, [*said, rows("2026-04", "630102", 9), rows("2026-04", "6302", 2)], "2026-04", TREE) == [
        Gap("silver.violation", "乙州", 2, 10)]
    assert _gaps(contracts, [*said, rows("2026-04", "6301", 9), rows("2026-04", "6302", 3)], "2026-04", TREE) == []


def arrived(day: str, status: str = ACCEPTED, received: str = "2026-03-01") -> State:
    return State(Delivery(day, "test.thing", as_of_from(day, ZONE), as_of_from(received, ZONE), ()), status)


def told(every: str, month: str, *said: State, end: str | None = None, **agreed):
    until = dt.date.fromisoformat(end) if end else months.last_day(month)
    return came.feed_month(feed(every=every, **agreed), list(said), month, until, ZONE)


def test_a_feed_tells_what_was_due_what_came_and_what_was_not_taken():
    found = told("month", "2026-02", arrived("2026-01-31"), arrived("2026-02-28"), arrived("2026-02-27", HELD))
    assert (found.expected, found.received, found.late, found.states, found.missing) == (1, 2, 0, {ACCEPTED: 1, HELD: 1}, ())
    assert [r[:2] for r in found.refused] == [("2026-02-27", "待人工")]
    assert told("month", "2026-01", arrived("2026-01-31", received="2026-03-08")).late == 1


def test_late_is_what_came_after_the_agreed_days():
    on_time, late = arrived("2026-01-31", received="2026-02-05"), arrived("2026-01-31", received="2026-02-06")
    assert (told("month", "2026-01", on_time, due_days=5).late, told("month", "2026-01", late, due_days=5).late) == (0, 1)


def test_a_quarter_is_due_in_the_month_it_ends_with():
    assert told("quarter", "2026-05", arrived("2026-03-31")).missing == ()
    silent = told("quarter", "2026-06", arrived("2026-03-31"))
    assert (silent.expected, silent.missing) == (1, ("2026-Q2",))


def test_days_left_to_deliver_hide_no_missing_period():
    silent = told("month", "2026-02", arrived("2026-01-31"), due_days=5)
    assert (silent.expected, silent.missing) == (1, ("2026-02",))


def test_a_yearly_feed_that_never_came_is_missed_with_the_year():
    assert (told("year", "2026-05").missing, told("year", "2026-12").missing) == ((), ("2026",))


def test_a_feed_is_judged_by_the_day_of_its_own_zone():
    found = told("month", "2026-01", arrived("2026-02-01T12:00:00", received="2026-02-20"), due_days=5, zone="America/Toronto")
    assert (found.received, found.late) == (1, 1)


def test_what_was_due_is_what_came_was_refused_or_is_missing():
    silent = told("month", "2026-02", arrived("2026-01-31"))
    assert (silent.expected, silent.missing) == (1, ("2026-02",))
    never = told("month", "2026-02")
    assert (never.expected, never.received, never.missing) == (1, 0, ("2026-02",))
    begun = told("day", "2026-02", *(arrived(f"2026-02-{n}") for n in range(20, 29)))
    assert (begun.expected, begun.received, begun.missing) == (9, 9, ())
    assert told("irregular", "2026-02", arrived("2026-02-03")).expected is None


def test_of_a_month_that_is_not_over_only_the_days_that_are_gone_are_due():
    found = told("day", "2026-02", arrived("2026-02-01"), arrived("2026-02-02"), end="2026-02-03")
    assert (found.expected, found.missing) == (3, ("2026-02-03",))


def test_rows_that_a_person_has_dismissed_wait_no_more():
    aside = [Counted("silver.unit", "door.unit", None, "2026-02", n, {}, {}, True, delivery, rules)
             for n, delivery, rules in ((1, "D1", "a|b"), (2, "D1", "a"), (4, "D2", "a"))]

    def waiting(*said: tuple[str, str]) -> list[str]:
        closed = settled({"kind": "dismiss", "table": "silver.unit", "delivery": d, "rule": r} for d, r in said)
        return [w.what for w in came.waiting({}, aside, [], {}, closed, dt.date(2026, 2, 28), ZONE)]

    assert waiting() == ["7 行"]
    assert waiting(("D1", "a")) == ["5 行"]                # the row that also broke b still waits
    assert waiting(("D1", "")) == ["4 行"]
    assert waiting(("D1", ""), ("D2", "a")) == []


def kept(door, kind: str, name: str) -> list[tuple]:
    """What the quality board shows of it."""
    from spark_jobs.lakehouse import Lakehouse

    door.enter()
    with Lakehouse.open() as lake:
        return [tuple(row) for row in lake.rows(f"select month, title, {', '.join(DIMENSIONS)} from {lake.name('ops.score')} "
                                                f"where kind = '{kind}' and name = '{name}' order by month")]


@pytest.mark.lake
def test_the_report_equals_a_count_by_hand_and_shows_nothing_private(doors, tmp_path, contracts):
    door, sender = doors("monthly"), Sender(tmp_path / "sent", 1)
    for as_of, rows in (("2024-01-10", MONTH), ("2024-02-10", MONTH.replace("U1", "U4"))):
        sender._write("door.unit", 1, "unit.csv", (HEADER + rows).encode("gb18030"), county="630102", as_of=as_of)
    sender._write("door.region", 1, "region.json", '{"data": [{"code": "630102", "name": "城东区", "people": 1, "level": "county"}]}')
    found = [{"id": f"V{n}", "inspection": "I1", "found": day, "fixed": None, "state": ""}     # the limit is 35 days
             for n, day in enumerate(("2024-01-05 08:00:00", "2023-12-06 07:00:00", "2023-12-06 23:00:00", "2023-12-05 23:00:00"))]
    sender._write("door.violation", 1, "violation.jsonl", "".join(json.dumps(r) + "\n" for r in found), as_of="2024-01-10")
    sent = door.land(*sender.sent)
    assert door.run("silver.unit", "silver.region", "silver.violation") == []
    audited = door.command("audit", "--table", "silver.unit", "--day", "2024-01-31")
    told, _ = audited.communicate(timeout=180)
    assert audited.returncode == 0 and told.startswith("✓ silver.unit"), told
    process = door.command("audit", "report", "--month", "2024-01", "--out", str(tmp_path))
    said, _ = process.communicate(timeout=180)
    assert process.returncode == 0, said
    book = openpyxl.load_workbook(tmp_path / "2024-01.xlsx")
    sheets = {page.title.split(" ", 1)[1]: list(page.iter_rows(min_row=2, values_only=True)) for page in book.worksheets[1:]}
    items = [i for i in inventory.of_table(contracts, contracts.tables["silver.unit"]) if ":" not in i.name]
    # Of the row that stands aside only what set it aside is asked.
    asked = {d: sum(ROWS - (i.severity == "flag") for i in items if i.dimension == d) for d in DIMENSIONS}
    assert sheets["接入台账"]
    (name, *shares), = (row for row in sheets["质量评分-按表"] if "silver.unit" in row[0])
    by = dict(zip(DIMENSIONS, shares, strict=True))
    assert by["accurate"] == pytest.approx(1 - 1 / asked["accurate"])     # U2 has a negative area
    assert by["norm"] == pytest.approx(1 - 1 / asked["norm"])             # U3 has words for one
    assert by["readable"] == pytest.approx((ROWS - 1) / ROWS)                          # the row without a number stands aside
    assert kept(door, "table", "silver.unit") == [("2024-01", "社会单位", *(by[d] for d in DIMENSIONS))]
    assert [row[0] for row in kept(door, "whole", "")] == ["2024-01"]
    assert {(row[2], row[3], row[4]) for row in sheets["违反的规则"] if "silver.unit" in row[0]} == {
        ("floor_area_m2_range", "载入并标记", 1), ("floor_area_m2_type", "载入并标记", 1), ("unit_id_required", "隔离", 1)}
    (ranged,) = (row[5] for row in sheets["违反的规则"] if row[2] == "floor_area_m2_range")
    assert ranged.startswith(f"{sent[0]} · unit.csv [") and ranged.endswith("] #2：-*")
    assert [row[2:6] for row in sheets["谁运行了什么"]] == [("audit --table silver.unit", 1, 0, 0)]
    (step,) = (row for row in sheets["各步行数"] if "silver.unit" in row[0])
    assert step[2:] == (1, ROWS, ROWS - 1, 0, 0, 0, 0, 1, 2)
    (timely,) = (row[5] for row in sheets["质量评分-按表"] if "silver.violation" in row[0])
    assert timely == pytest.approx(3 / 4)                 # 35 local days before the tenth is the sixth of December
    page = (tmp_path / "2024-01.html").read_text("utf-8")
    assert "http" not in page and "1380" not in page and sent[0] in page
    signed = door.command("dismiss", sent[0], "--table", "silver.unit", "--by", "王工", "--reason", "对方的测试行")
    assert signed.wait(timeout=120) == 0
    listed = door.command("quarantine", "--table", "silver.unit", "--json")
    states = {(r["delivery"], r["state"]) for r in json.loads(listed.communicate(timeout=120)[0])}
    assert states == {(sent[0], "dismissed"), (sent[1], "open")}
    empty = door.command("audit", "report", "--month", "2023-01")
    told, _ = empty.communicate(timeout=120)
    assert empty.returncode == 1 and told.startswith("✗ 没有任何投递的数据时点在 2023-01") and told.count("\n") == 1
