"""The wall in a real browser: figures against plain pandas, province to unit in clicks, no word to the outside."""

import json
import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from tests.superset.wall import NOTICE

pytestmark = [pytest.mark.superset, pytest.mark.browser]
KPIS = ("fire_count_12m", "death_count_12m", "direct_loss_yuan_12m", "serious_fire_count_12m", "high_unit_count",
        "open_violation_count", "inspection_count_12m", "failed_inspection_ratio_12m", "closed_violation_ratio_12m",
        "networked_unit_ratio", "online_device_ratio", "verified_alarm_ratio_12m")


def figure(code: str, value: float) -> str:
    """A value as a person writes it: 2,404 · 61.6% · 4,608.8万元."""
    if "ratio" in code:
        return f"{value * 100:.1f}%"
    return f"{value / 10000:,.1f}万元" if "yuan" in code else f"{value:,.0f}"


def change(code: str, value: float, before: float | None) -> str:
    """The comparison with the year before."""
    if before is None or before != before:
        return "同比 —"
    sign = "▲ " if value > before else "▼ " if value < before else "持平"
    by = "" if value == before else (f"{abs(value - before) * 100:.1f} 个百分点" if "ratio" in code
                                     else f"{abs(value - before) / before * 100:.1f}%")
    return f"同比 {sign}{by}上年 {figure(code, before).removesuffix('万元')}"


def counted(wall, region_code: str) -> list[tuple[str, str, str]]:
    """Name, figure and comparison of every card, by plain pandas."""
    rows = wall.mart("wall_kpi").set_index(["region_code", "metric_code"])
    made = []
    for code in KPIS:
        row = rows.loc[(region_code, code)]
        made.append((row["metric_name"], figure(code, row["value"]), change(code, row["value"], row["previous_value"])))
    return made


def cards(viewer) -> list[tuple[str, str, str]]:
    return [tuple(c) for c in viewer.page.locator(".fl-kpi").evaluate_all(
        "all => all.map(c => ['.fl-name', '.fl-value', '.fl-change'].map(s => c.querySelector(s).textContent.trim()))")]


def interval(row) -> str:
    return f"{row['expected_fire_count']:.1f}（{row['expected_low']:.1f}–{row['expected_high']:.1f}）"


def series(viewer, dataset: str) -> list[dict]:
    """Rows of every answer to a chart of this mart, as the page received them."""
    found = []
    for answer in viewer.answers:
        if "/api/v1/chart/data" in answer.url and answer.status == 200:
            for result in answer.json()["result"]:
                if f"wall.{dataset}" in result.get("query", "") or f'"{dataset}"' in result.get("query", ""):
                    found.append(result["data"])
    return found


def layers(viewer, mart_column: str) -> list[dict]:
    """Features of the map layers whose rows have this column."""
    found = []
    for answer in viewer.answers:
        if "explore_json" in answer.url and answer.status == 200:
            for feature in ((answer.json().get("data") or {}).get("features") or []):
                if isinstance(feature, dict) and mart_column in feature:
                    found.append(feature)
    return found


def test_the_figures_on_the_page_are_those_counted_from_the_marts(wall, viewer):
    viewer.open("wall")
    viewer.shoot("wall")
    assert cards(viewer) == counted(wall, "630000")

    regions = wall.mart("wall_region").query("level_code in ('county', 'area')").sort_values(["rank_low", "rank_high", "region_code"])
    assert viewer.rows("区县风险排序") == [
        [r["region_name"], r["grade_name"], r["rank_text"], interval(r), str(r["fire_count_12m"]), str(r["high_unit_count"])]
        for _, r in regions.iterrows()]

    units = wall.mart("wall_unit_rank").sort_values(["score", "unit_id"], ascending=[False, True])
    assert viewer.rows("高风险单位") == [
        [u["unit_name"], u["grade_name"], u["rank_text"], u["reason_text"]] for _, u in units.iterrows()]

    quality = wall.mart("wall_quality").sort_values(["is_stale", "title"], ascending=[False, True])
    assert [row[:2] for row in viewer.rows("数据新鲜度")] == [
        [q["title"], "滞后" if q["is_stale"] else "正常"] for _, q in quality.iterrows()]


def test_the_page_says_which_publication_it_shows_and_what_is_late(wall, viewer):
    from firelake import postgres
    from firelake.settings import settings

    with postgres.connect(settings().namespace) as connection:
        number, at = connection.execute("select publication_id, published_at at time zone 'Asia/Shanghai' "
                                        "from ops.publication order by 1 desc limit 1").fetchone()
    for slug in ("wall", "quality", "unit"):
        viewer.open(slug)
        said = viewer.page.locator(".fl-pub").text_content()
        for words in (f"第 {number} 版", f"发布 {at:%Y-%m-%d %H:%M}", "数据截至 2026-07-01", "指标统计至 2026-05-31",
                      "模型 合成数据-1", "1 张表滞后", NOTICE):
            assert words in said, (slug, said)
    viewer.open("quality")
    viewer.shoot("quality")
    late = [row for row in viewer.rows("数据源与数据表") if "滞后" in row]
    assert [(row[1], row[4]) for row in late] == [("iot.device_alarm", "最近一次数据截至 2026-06-27（自 2026-06-27 起）")]


def test_from_the_province_to_one_unit_in_at_most_three_clicks(wall, viewer):
    viewer.open("wall")
    units = wall.mart("wall_unit_rank").sort_values(["score", "unit_id"], ascending=[False, True])
    county = units.iloc[0]["region_name"]
    code = units.iloc[0]["region_code"]
    viewer.click(viewer.chart("区县风险排序").locator("td", has_text=re.compile(f"^{county}$")))
    inside = units[units["region_name"] == county]
    viewer.page.wait_for_function(
        "n => document.querySelectorAll('[data-test-chart-name^=\"高风险单位\"] tbody tr').length === n", arg=len(inside))
    viewer.drawn()
    viewer.shoot("county")
    assert cards(viewer) == counted(wall, code)
    assert [row[0] for row in viewer.rows("高风险单位")] == inside["unit_name"].tolist()

    viewer.click(viewer.chart("高风险单位").locator("td a").first)
    viewer.page.wait_for_url(re.compile("/superset/dashboard/unit/"))
    viewer.drawn()
    viewer.page.wait_for_selector(".fl-head")
    viewer.shoot("unit")
    assert viewer.clicks <= 3

    unit = wall.mart("wall_unit_page").set_index("unit_id").loc[inside.iloc[0]["unit_id"]]
    head = viewer.page.locator(".fl-head").text_content()
    assert all(words in head for words in (unit["grade_name"], unit["unit_name"], county, inside.iloc[0]["unit_id"]))
    facts = dict(viewer.page.locator(".fl-facts > div").evaluate_all(
        "all => all.map(d => [d.querySelector('span').textContent, d.querySelector('b').textContent])"))
    assert facts["统一社会信用代码"] == unit["credit_code"]
    assert facts["检查次数"] == str(unit["inspection_count"])
    assert facts["未闭环隐患数"] == str(unit["open_violation_count"])
    assert facts["风险得分"] == f"{unit['score']:.1f}".rstrip("0").rstrip(".")
    assert facts["一年内火灾可能性"] == (f"{unit['likelihood'] * 100:.1f}%（{unit['likelihood_low'] * 100:.1f}–"
                                  f"{unit['likelihood_high'] * 100:.1f}%）")
    reasons = viewer.chart("评分理由").locator("li").all_text_contents()
    assert reasons == unit["reason_text"].split("；")
    events = wall.mart("wall_unit_event").query("unit_id == @inside.iloc[0]['unit_id']")
    assert Counter(row[1] for row in viewer.rows("大事记")) == Counter(events["event_kind"])


def test_the_map_gives_every_county_its_grade_and_units_their_place(wall, viewer):
    viewer.open("wall")
    viewer.page.wait_for_timeout(3000)
    counties = wall.mart("wall_map")
    grade = {name: int(code) for name, code in zip(counties["region_name"], counties["grade_code"], strict=True)}
    shown = layers(viewer, "grade")
    named = {f["区县"]: f["grade"] for f in shown if "区县" in f}
    assert named == grade
    points = [tuple(round(n, 6) for n in f["position"]) for f in layers(viewer, "position")]
    where = wall.mart("wall_unit_point")
    assert sorted(points) == sorted((round(x, 6), round(y, 6)) for x, y in zip(where["longitude"], where["latitude"], strict=True))

    # What is drawn: each grade's colour covers a share of the map like the share of its counties' area.
    colours = painted(viewer, "区县火灾风险等级")
    assert set(colours) == set(grade.values())


def painted(viewer, title: str) -> dict[int, int]:
    """Grade → pixels of about its colour in a chart."""
    import base64

    picture = base64.b64encode(viewer.chart(title).screenshot()).decode()
    wanted = {1: (232, 58, 70), 2: (245, 146, 40), 3: (244, 205, 66), 4: (58, 134, 232)}
    found = viewer.page.evaluate("""async ([data, wanted]) => {
        const image = new Image(); image.src = 'data:image/png;base64,' + data; await image.decode();
        const canvas = document.createElement('canvas'); canvas.width = image.width; canvas.height = image.height;
        const context = canvas.getContext('2d'); context.drawImage(image, 0, 0);
        const pixels = context.getImageData(0, 0, image.width, image.height).data, counts = {};
        for (let i = 0; i < pixels.length; i += 4) for (const [grade, c] of Object.entries(wanted))
            if (Math.abs(pixels[i] - c[0]) + Math.abs(pixels[i + 1] - c[1]) + Math.abs(pixels[i + 2] - c[2]) < 90)
                counts[grade] = (counts[grade] || 0) + 1;
        return counts; }""", [picture, wanted])
    return {int(g): n for g, n in found.items() if n > 300}


def test_the_series_of_fires_and_inspections_are_sums_of_the_marts(wall, viewer):
    viewer.open("wall")
    fires = wall.mart("wall_fire_month")
    fires["month"] = fires["month"].astype("datetime64[ns]")
    by_cause = [rows for rows in series(viewer, "wall_fire_month") if rows and set(rows[0]) - {"month", "serious_reported",
                "serious_same_rule", "cause_name", "fires"}]
    total = {}
    for row in by_cause[0]:
        total[row["month"]] = sum(v or 0 for k, v in row.items() if k != "month")
    expected = fires.groupby("month")["fire_count"].sum()
    assert total == {int(m.timestamp() * 1000): n for m, n in expected.items()}

    serious = next(rows for rows in series(viewer, "wall_fire_month") if rows and "serious_reported" in rows[0])
    high = ("较大", "重大", "特别重大")
    reported = fires[fires["grade_name"].isin(high)].groupby("month")["fire_count"].sum()
    same_rule = fires[fires["same_rule_grade_name"].isin(high)].groupby("month")["fire_count"].sum()
    assert {r["month"]: (r["serious_reported"], r["serious_same_rule"]) for r in serious} == {
        int(m.timestamp() * 1000): (reported.get(m, 0), same_rule.get(m, 0)) for m in expected.index}

    months = wall.mart("wall_inspection_month")
    months["month"] = months["month"].astype("datetime64[ns]")
    sums = months.groupby("month")[["failed_count", "closed_count", "closed_violation_count", "violation_count"]].sum()
    rates = next(rows for rows in series(viewer, "wall_inspection_month") if rows)
    assert {r["month"]: (round(r["failed_share"], 9), round(r["closed_share"], 9)) for r in rates} == {
        int(m.timestamp() * 1000): (round(s["failed_count"] / s["closed_count"], 9),
                                    round(s["closed_violation_count"] / s["violation_count"], 9)) for m, s in sums.iterrows()}


def test_the_change_of_fire_grades_is_drawn(viewer):
    viewer.open("wall")
    chart = viewer.chart("较大及以上火灾")
    assert "2025年5月1日起等级标准变更" in chart.text_content()
    marks = [a for a in viewer.answers if "/api/v1/annotation_layer" in a.url and a.status == 200]
    said = json.dumps([a.json() for a in marks], ensure_ascii=False) + json.dumps(
        [rows for a in viewer.answers if "/api/v1/chart/data" in a.url and a.status == 200
         for rows in [r.get("annotation_data") for r in a.json()["result"]]], ensure_ascii=False)
    assert "火灾等级标准变更" in said
    assert str(int(datetime(2025, 5, 1, tzinfo=UTC).timestamp() * 1000)) in said
