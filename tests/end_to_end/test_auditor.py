"""Ten questions of an auditor (docs/auditor.md), answered from the report of a month and compared with the ledger.

The ledger is asked by the commands an engineer would use: deliveries, reconcile, quarantine, checks. The page in the browser
shows the same tables; a picture of it lies in docs/images.
"""

import datetime as dt
import json
import os
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from simulator.sources import declared
from tests.browser.conftest import chromium  # noqa: F401 a fixture

pytestmark = [pytest.mark.full, pytest.mark.lake, pytest.mark.timeout(1800)]
MONTH, ZONE = "2026-05", ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def reported(province, tmp_path_factory):
    """The folder of the report, and its tables: title → rows as {head: value}."""
    folder = tmp_path_factory.mktemp("report")
    province.lake.run("audit", "report", "--month", MONTH, "--out", folder)
    book = openpyxl.load_workbook(folder / f"{MONTH}.xlsx")
    pages = {}
    for page in book.worksheets[1:]:
        head, *rows = page.iter_rows(values_only=True)
        pages[page.title.split(" ", 1)[1]] = [dict(zip(head, row, strict=True)) for row in rows]
    return folder, pages


@pytest.fixture(scope="module")
def answer(reported):
    """answer(title) → rows."""
    return lambda title: reported[1][title]


@pytest.fixture(scope="module")
def deliveries(province):
    """Deliveries of the month, as the command lists them."""
    return [d for d in province.lake.json("deliveries") if month(d["as_of"]) == MONTH]


@pytest.fixture(scope="module")
def ledger(province, deliveries):
    """Entries of the month's deliveries."""
    ids = {d["delivery"] for d in deliveries}
    return [e for e in province.lake.json("reconcile", succeeds=None) if e["delivery_id"] in ids]


def month(moment: str) -> str:
    return dt.datetime.fromisoformat(moment).astimezone(ZONE).strftime("%Y-%m")


def code(cell: str) -> str:
    """The name at the end of a cell that begins with a title."""
    return cell.split(" ")[-1]


def test_1_what_was_due_in_may_and_what_came(answer, deliveries):
    came = Counter(d["feed"] for d in deliveries)
    states = Counter((d["feed"], d["state"]) for d in deliveries)
    for row in answer("投递-应到、已到、未取"):
        feed = code(row["数据源"])
        due = 1 if declared().feeds[feed].delivery["every"] == "month" else None
        assert (row["应到"], row["已到"]) == (due, came[feed])
        assert (row["已接收"], row["待人工"], row["已拒收"]) == tuple(states[feed, s] for s in ("accepted", "held", "rejected"))


def test_2_which_deliveries_were_not_taken_and_why(answer, deliveries):
    told = {(code(r["数据源"]), r["投递"]): r["原因"] for r in answer("未接收的投递")}
    assert told == {(d["feed"], d["delivery"]): d["reason"] for d in deliveries if d["state"] in ("held", "rejected", "retracted")}
    assert told and all(told.values())


def test_3_who_released_it_and_why(answer, province):
    said = [(r["投递"], r["经办人"], r["原因"]) for r in answer("人工决定")]
    released = {d["delivery"]: d["reason"] for d in province.lake.json("deliveries")
                if "放行" in d["reason"] and month(d["as_of"]) == MONTH}
    assert {d for d, _, _ in said} >= set(released)
    assert all(by in released[d] and why in released[d] for d, by, why in said if d in released)


def test_4_where_the_rows_of_a_table_went(answer, ledger):
    terms = {"进": "rows_in", "载入": "loaded", "未变": "unchanged", "被取代": "superseded", "合并": "collapsed", "不适用": "skipped",
             "隔离": "quarantined"}
    wanted: dict[tuple, Counter] = {}
    for e in ledger:
        wanted.setdefault((e["table_name"], e["feed"]), Counter()).update({head: e[term] for head, term in terms.items()})
    for row in answer("各步行数"):
        counted = wanted.pop((code(row["表"]), row["数据源"]))
        assert {head: row[head] for head in terms} == dict(counted)
        assert row["进"] == sum(row[head] for head in list(terms)[1:])
    assert wanted == {}


def test_5_which_rows_were_set_aside_by_which_rule(answer, province, deliveries):
    ids, wanted = {d["delivery"] for d in deliveries}, Counter()
    for row in province.lake.json("quarantine"):
        if row["delivery"] in ids:
            wanted.update({(row["table"], rule): row["rows"] for rule in row["rules"].split("|")})
    assert {(code(r["表"]), r["规则"]): r["行数"] for r in answer("违反的规则") if r["处理"] == "隔离"} == dict(wanted)


def test_6_in_which_file_and_row_a_broken_rule_stands(answer, deliveries):
    files = {d["delivery"]: dict(zip(d["files"], d["sha256"])) for d in deliveries}
    shown = [line for row in answer("违反的规则") for line in (row["例（内容已遮盖）"] or "").split("\n") if line]
    assert shown
    for line in shown:
        delivery, _, rest = line.partition(" · ")
        file, _, rest = rest.partition(" [")
        digest, _, place = rest.partition("] #")
        assert files[delivery][file].startswith(digest) and len(digest) == 12 and place.split("：")[0].isdigit()


def test_7_how_many_rows_are_doubtful(answer, ledger):
    flagged = sum(e["flagged"] for e in ledger if e["action"] == "load")
    assert flagged == sum(row["其中标记"] for row in answer("各步行数")) > 0


def test_8_which_checks_a_score_rests_on(answer, province):
    said = province.lake.json("checks")
    assert [(r["表"], r["规则"], r["问题"]) for r in answer("检查清单")] == [(c["table"], c["name"], c["title"]) for c in said["checks"]]
    for row in answer("质量评分-按表"):
        assert all(row[d] is None or 0 <= row[d] <= 1 for d in ("规范性", "完整性", "准确性", "一致性", "时效性", "可访问性"))


def test_9_what_waits_for_a_person_and_how_long(answer, province):
    held = {d["delivery"]: d for d in province.lake.json("deliveries") if d["state"] == "held" and month(d["as_of"]) <= MONTH}
    told = {r["内容"]: r for r in answer("待处理事项") if r["事项"] == "待人工的投递"}
    assert set(told) == set(held)
    for name, row in told.items():
        day = dt.datetime.fromisoformat(held[name]["as_of"]).astimezone(ZONE).date()
        assert (row["自"].date(), row["天数"]) == (day, (dt.date(2026, 5, 31) - day).days)


def test_10_whether_every_table_passed_its_audit(answer):
    states = {code(r["数据表"]): r["结论"] for r in answer("审核状态")}
    assert len(states) >= 34 and set(states.values()) == {"通过"}


@pytest.mark.browser
def test_the_page_shows_the_same_in_a_browser_without_the_network(reported, chromium, province):  # noqa: F811
    folder, pages = reported
    page = chromium.new_context(viewport={"width": 1600, "height": 1000}, locale="zh-CN", offline=True).new_page()
    page.goto((folder / f"{MONTH}.html").as_uri())
    assert page.locator("h2").count() == len(pages) - 1       # the inventory of checks stands in the workbook only
    assert page.locator("span.score b").count() == 6
    rows = page.locator("table").nth(1).locator("tr").count() - 1
    assert rows == len(pages["质量评分-按表"])
    if shots := os.environ.get("FIRELAKE_SCREENSHOTS"):
        page.screenshot(path=Path(shots) / "quality-month.png")
    assert json.dumps(pages, default=str, ensure_ascii=False).count("虚") == 0    # names of people
