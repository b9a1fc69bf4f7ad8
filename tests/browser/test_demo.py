"""The first command of the README in an empty clone with an empty home, and all it leads to, in a real browser.

FIRELAKE_DEMO_HOME names the FIRELAKE_HOME of a demo that is already up: then nothing is cloned or run, only looked at.
"""

import json
import os
import re
import subprocess
import time
from pathlib import Path

import httpx
import openpyxl
import pytest

from tests.browser.conftest import PATIENCE, Watched

ROOT = Path(__file__).parents[2]
MINUTES = 20  # with package downloads, on two cores
pytestmark = [pytest.mark.full, pytest.mark.browser, pytest.mark.superset, pytest.mark.airflow,
              pytest.mark.timeout(60 * (MINUTES + 5))]


class Demo:
    """A folder with the project, and the environment of somebody who has nothing of ours. `said`: the demo's words."""

    def __init__(self, folder: Path, environment: dict[str, str]):
        self.folder, self.environment, self.said, self.seconds = folder, environment, "", 0.0

    def run(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(words, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False)

    def firelake(self, *words: str):
        return json.loads(self.run(".venvs/lake/bin/firelake", *words, "--json").stdout)

    def password(self, user: str, part: str) -> str:
        found = self.firelake("status", "--passwords")["passwords"]
        return next(w["password"] for w in found if (w["user"], w["part"]) == (user, part))

    def address(self, part: str) -> str:
        found = next(s["address"] for s in self.firelake("status")["services"] if s["part"] == part)
        return re.match(r"https?://[^/]+", found).group()

    def state(self) -> Path:
        return Path(self.environment.get("FIRELAKE_HOME") or self.folder / ".firelake") / "qinghai"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FIRELAKE_")}
    if home := os.environ.get("FIRELAKE_DEMO_HOME"):
        yield Demo(ROOT, kept | {"FIRELAKE_HOME": home})
        return
    folder, home = tmp_path_factory.mktemp("demo") / "clone", tmp_path_factory.mktemp("home")
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    made, began = Demo(folder, kept | {"HOME": str(home)}), time.monotonic()
    try:
        done = made.run("make", "demo")
        made.seconds = time.monotonic() - began
        assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
        yield made
    finally:
        down = made.run("make", "down")
    assert down.returncode == 0
    assert made.run("make", "status").stdout.count("✓") == 0


@pytest.mark.skipif("FIRELAKE_DEMO_HOME" in os.environ, reason="NOT TESTED: the demo that is up was not run here")
def test_make_demo_leads_from_nothing_to_the_wall_in_time(demo):
    assert demo.seconds < 60 * MINUTES


def test_the_wall_shows_the_second_publication_and_dates_what_stayed_behind(demo, chromium):
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    viewer = Watched(context.new_page(), demo.address("superset"))
    viewer.log_in("wall", demo.password("wall", "superset"))
    viewer.open("wall")
    words = viewer.page.locator("body").inner_text()
    for word in ("第 2 版", "数据截至 2026-07-03", "1 张表滞后", "演示数据"):
        assert word in words, word
    assert viewer.page.locator(".fl-kpi").count() == 12
    assert len(viewer.rows("区县风险排序")) > 40
    viewer.page.wait_for_timeout(3000)  # the map draws after its answer has come
    viewer.shoot("wall")
    viewer.open("quality")
    late = [row for row in viewer.rows("数据源与数据表") if any("审核未通过" in cell for cell in row)]
    assert len(late) == 1 and any("单位" in cell for cell in late[0]), late
    context.close()


def test_airflow_draws_every_task_of_the_day_as_done(demo, chromium):
    address = demo.address("airflow")
    token = httpx.post(f"{address}/auth/token", json={"username": "analyst", "password": demo.password("analyst", "airflow")})
    token = token.json()["access_token"]
    runs = httpx.get(f"{address}/api/v2/dags/qinghai_silver/dagRuns", headers={"Authorization": f"Bearer {token}"}).json()
    context = chromium.new_context(viewport={"width": 1280, "height": 720}, locale="zh-CN")
    context.add_cookies([{"name": "_token", "value": token, "url": address}])
    viewer = Watched(context.new_page(), address)
    viewer.page.goto(f"{address}/dags/qinghai_silver/runs/{runs['dag_runs'][-1]['dag_run_id']}")
    for button in ("显示图表", "展开所有任务分组", "收起详细信息", "Fit View"):
        viewer.page.get_by_role("button", name=button).click()
        viewer.page.wait_for_timeout(1000)
    tasks = viewer.page.locator(".react-flow__node").all_inner_texts()
    for title in ("基础名录", "消防监督", "火灾统计", "物联网", "部门共享", "质量审核"):
        assert any(title in task and "success" in task for task in tasks), (title, tasks)
    viewer.shoot("airflow")
    context.close()


def test_data_docs_and_the_ranked_list_open(demo, chromium):
    page = chromium.new_page()
    page.goto(next((demo.state() / "quality").rglob("local_site/index.html")).as_uri())
    failed = [row for row in page.locator("tr").all_inner_texts() if "未通过" in row]
    assert len(failed) == 2 and "社会单位" in failed[1], failed  # the head of the table and one row
    page.get_by_role("link", name="逐投递").first.click()
    assert "Expectation Validation Result" in page.locator("body").inner_text()
    page.close()
    rows = list(openpyxl.load_workbook(demo.state() / "exports" / "demo.xlsx").active.iter_rows(values_only=True))
    assert len(rows) > 200 and any("模型版本" in str(cell) or "版本" in str(cell) for row in rows[:5] for cell in row)
