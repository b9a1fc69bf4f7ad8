"""From a key figure to its records, files and hashes in one click."""

import re

import pandas as pd
import pytest

pytestmark = [pytest.mark.superset, pytest.mark.browser]
FIGURE = "近12个月火灾起数"


def opened(viewer) -> list[list[str]]:
    """A click on the card; the records listed then."""
    before = viewer.clicks
    viewer.click(viewer.chart("核心指标").locator("a", has_text=re.compile(f"^{FIGURE}$")))
    viewer.page.wait_for_url(re.compile("/superset/dashboard/basis/"))
    viewer.drawn()
    viewer.page.wait_for_selector('[data-test-chart-name^="记录、文件与哈希"] tbody tr')
    assert viewer.clicks == before + 1
    return viewer.rows("记录、文件与哈希")


def behind(wall) -> pd.DataFrame:
    """The records of the figure, with the names of their regions."""
    names = wall.mart("wall_region")[["region_code", "region_name"]]
    return wall.mart("wall_basis").query("metric_name == @FIGURE").merge(names, on="region_code")


def wanted(rows) -> list[tuple[str, ...]]:
    return [(f"{r.record_date:%Y-%m-%d}", r.region_name, r.record_id, r.record_text, r.delivery_id, r.file_text)
            for r in rows.sort_values(["record_date", "source_table", "record_id"], ascending=[False, True, True]).itertuples()]


def shown(rows: list[list[str]]) -> list[tuple[str, ...]]:
    return [(r[0], r[1], r[3], r[4], r[8], r[9]) for r in rows]


def test_a_figure_leads_to_its_records_their_files_and_hashes(wall, viewer):
    basis = behind(wall)
    viewer.open("wall")
    assert shown(opened(viewer)) == wanted(basis)
    viewer.shoot("basis")
    (total,) = viewer.rows("合计")
    assert total == [FIGURE, "起", f"{basis.part_amount.sum():,.0f}", "N/A", str(len(basis)), str(basis.delivery_id.nunique())]


def test_the_figure_of_a_county_leads_to_the_records_of_that_county(wall, viewer):
    basis = behind(wall)
    county = basis.iloc[0]["region_name"]
    viewer.open("wall")
    viewer.click(viewer.chart("区县风险排序").locator("td", has_text=re.compile(f"^{county}$")))
    viewer.page.wait_for_timeout(1500)
    viewer.drawn()
    assert shown(opened(viewer)) == wanted(basis[basis.region_name == county])
