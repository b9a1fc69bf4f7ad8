"""The wall in a real browser: no word to the outside, no name that becomes markup, Chinese, and plain about what is empty."""

import re
from urllib.parse import urlsplit

import pytest

from tests.browser.test_wall import cards, counted
from tests.superset.fixture_marts import NASTY, ODD

pytestmark = [pytest.mark.superset, pytest.mark.browser]
TELEMETRY = "apachesuperset.gateway.scarf.sh"
NO_DATA = ("fire_month", "inspection_month", "unit_rank", "unit_point", "unit_page", "unit_event", "quality", "map")


def test_no_request_leaves_the_machine_and_nothing_breaks(wall, viewer):
    for slug in ("wall", "quality", "unit", "wall"):
        viewer.open(slug)
    viewer.page.goto(f"{viewer.base}/superset/dashboard/wall/?standalone=3")
    viewer.drawn()
    viewer.shoot("screen")
    own = urlsplit(viewer.base).netloc
    foreign = {url for url in viewer.asked if not url.startswith(("data:", "blob:")) and urlsplit(url).netloc != own}
    # The bundle asks for one picture of its maker; the page's policy refuses it before it leaves.
    assert {urlsplit(url).netloc for url in foreign} <= {TELEMETRY}
    assert foreign <= set(viewer.blocked)
    assert [c for c in viewer.complaints if TELEMETRY not in c] == []
    assert [(a.status, a.url) for a in viewer.answers if a.status >= 400] == []


def test_names_from_outside_stay_text(wall, viewer):
    """A unit whose name and number are HTML and address signs: shown and found as they are, nothing runs."""
    dialogs = []
    viewer.page.on("dialog", lambda d: (dialogs.append(d.message), d.dismiss()))
    viewer.open("wall")
    assert viewer.chart("高风险单位").locator("td a", has_text="<b>测试</b>").text_content() == NASTY
    viewer.chart("高风险单位").locator("td a", has_text="<b>测试</b>").click()
    viewer.page.wait_for_url(re.compile("/dashboard/unit/"))
    viewer.drawn()
    assert viewer.page.locator(".fl-title").text_content() == NASTY
    assert f"编号 {ODD}" in viewer.page.locator(".fl-head").text_content()
    assert viewer.page.locator('img[src="x"]').count() == 0
    assert dialogs == []


def test_the_page_is_chinese(viewer):
    viewer.open("wall")
    text = viewer.page.locator("body").inner_text()
    words = set(re.findall(r"[A-Za-z]{3,}", text)) - {"img", "src", "onerror", "alert"}
    assert words == set()


def test_the_unit_page_without_a_unit_says_what_to_do(viewer):
    viewer.open("unit")
    hints = """() => [...document.querySelectorAll('.chart-slice')]
        .map(c => getComputedStyle(c, '::after').content).filter(c => c.includes('请'))"""
    for _ in range(40):  # the page's own policy forbids the browser to wait by itself
        said = viewer.page.evaluate(hints)
        if said:
            break
        viewer.page.wait_for_timeout(500)
    assert said == ['"请在上方选择单位，或在一张图上点单位名称"']
    assert viewer.page.locator(".fl-facts").first.is_visible() is False


def test_charts_without_rows_say_so(wall, viewer):
    """A deployment whose sources deliver little: every chart stands, and says 无数据 where it has nothing."""
    from tests.superset.fixture_marts import frames

    full = wall.frames
    bare = {name: frame.slice(0, 0) if name.removeprefix("wall_") in NO_DATA else frame
            for name, frame in frames(units=3, with_map=False).items()}
    wall.publish(bare)
    try:
        viewer.open("wall")
        viewer.shoot("without_rows")
        empty = {title: viewer.chart(title).inner_text() for title in (
            "高风险单位", "每月火灾起数", "较大及以上火灾", "检查不合格率", "近12个月起火原因", "数据新鲜度",
            "区县火灾风险等级", "单位分布")}
        assert [title for title, text in empty.items() if "无数据" not in text] == []
        assert [c for c in viewer.complaints if TELEMETRY not in c] == []
        assert cards(viewer) == counted(wall, "630000")
    finally:
        wall.publish(full)
