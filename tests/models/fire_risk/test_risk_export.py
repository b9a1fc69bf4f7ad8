import json

import openpyxl
import pandas as pd
import pytest

from firelake.messages import FirelakeError
from models.fire_risk import export, reasons

NOTICE = "模拟数据"


def scored(unit, region, score, grade):
    return {
        "unit_id": unit,
        "as_of_date": "2026-07-01",
        "model_version": "fire-1",
        "likelihood": 0.1,
        "likelihood_low": 0.05,
        "likelihood_high": 0.2,
        "consequence_code": "2",
        "score": score,
        "grade_code": grade,
        "rank_low": 1,
        "rank_high": 2,
        "region_code": region,
        "org_code": region + "00",
        "reasons": reasons.as_json(
            [{"text": "近三年发生火灾 2 起", "feature": "f", "value": 2, "effect": 0.4}], (), ()
        ),
    }


UNITS = pd.DataFrame(
    [
        scored("U1", "630102", 60.0, "2"),
        scored("U2", "630102", 90.0, "1"),
        scored("U3", "630202", 70.0, "2"),
        scored("U4", "632801", 10.0, "4"),
    ]
)
REGISTER = pd.DataFrame(
    {
        "unit_id": ["U1", "U2", "U3", "U4"],
        "unit_name": ["=HYPERLINK(1)", "东关\t宾馆", "+86", "丁"],
        "address": "路",
        "region_name": "区",
        "org_name": "大队",
        "longitude": [101.7, None, 102.0, 95.0],
        "latitude": [36.6, None, 36.5, 36.0],
    }
)


def names(**where):
    return export.ranked(UNITS, REGISTER, **where)["单位编号"].tolist()


def test_highest_score_first_and_filters_by_jurisdiction():
    assert names() == ["U2", "U3", "U1", "U4"]
    assert names(top=2) == ["U2", "U3"]
    assert names(county="630102") == ["U2", "U1"]
    assert names(org="63010200") == ["U2", "U1"]
    assert names(org="63020000") == ["U3"]
    assert names(org="63000000") == ["U2", "U3", "U1", "U4"]
    assert names(org="63010201") == []


def test_xlsx_opens_and_equals_the_frame(tmp_path):
    table = export.ranked(UNITS, REGISTER)
    book = openpyxl.load_workbook(export.write(table, tmp_path / "名单.xlsx", NOTICE))
    rows = list(book["风险名单"].values)
    assert list(rows[0]) == list(table.columns)
    assert book["风险名单"].freeze_panes == "A2"
    shown = pd.DataFrame(rows[1:], columns=rows[0])
    pd.testing.assert_frame_equal(shown.drop(columns="单位名称"), table.drop(columns="单位名称"), check_dtype=False)
    assert shown["单位名称"].tolist() == ["东关 宾馆", "'+86", "'=HYPERLINK(1)", "丁"]
    assert {c.data_type for row in book["风险名单"] for c in row} <= {"s", "n"}
    notes = dict(book["说明"].values)
    assert (notes["数据性质"], notes["时点"], notes["模型版本"]) == (NOTICE, "2026-07-01", "fire-1")
    assert notes["用途"].startswith("仅供检查计划参考")


def test_csv_has_the_mark_for_chinese_and_equals_the_frame(tmp_path):
    table = export.ranked(UNITS, REGISTER)
    path = export.write(table, tmp_path / "名单.csv", None)
    assert path.read_bytes()[:3] == b"\xef\xbb\xbf"
    shown = pd.read_csv(path, encoding="utf-8-sig")
    assert shown["单位名称"].tolist() == ["东关 宾馆", "'+86", "'=HYPERLINK(1)", "丁"]
    pd.testing.assert_frame_equal(
        shown.drop(columns=["单位名称", "说明"]), table.drop(columns="单位名称"), check_dtype=False
    )
    assert shown["说明"].tolist() == ["仅供检查计划参考，不作为处罚依据。"] * 4


def test_geojson_has_a_point_per_unit_with_coordinates(tmp_path):
    body = json.loads(export.write(export.ranked(UNITS, REGISTER), tmp_path / "a.geojson", NOTICE).read_text("utf-8"))
    assert [f["geometry"] and f["geometry"]["coordinates"] for f in body["features"]] == [
        None,
        [102.0, 36.5],
        [101.7, 36.6],
        [95.0, 36.0],
    ]
    assert body["features"][0]["properties"]["风险等级"] == "红"
    assert body["说明"]["数据性质"] == NOTICE


def test_no_column_names_an_inspector_and_no_other_format_is_written(tmp_path):
    assert not [c for c in export.ranked(UNITS, REGISTER) if "检查人" in c or "主办" in c]
    with pytest.raises(FirelakeError):
        export.write(export.ranked(UNITS, REGISTER), tmp_path / "a.pdf", None)
