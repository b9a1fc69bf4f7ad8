"""The ranked list for planners: xlsx, csv or geojson; dated, with version, ranges and reasons, never an inspector."""

import json
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from firelake.messages import FirelakeError, text
from firelake.spreadsheet import safe
from models.fire_risk import consequence, grade, ranges, reasons

FORMATS = ("xlsx", "csv", "geojson")
COLOURS = {"红": "F8C9C4", "橙": "FCE0BF", "黄": "FFF6BF", "蓝": "CFE2F8"}
WIDTHS = {"单位名称": 30, "地址": 34, "理由": 80, "单位编号": 22, "模型版本": 26}


def ranked(units: pd.DataFrame, register: pd.DataFrame, *, county: str | None = None, org: str | None = None,
           top: int | None = None) -> pd.DataFrame:
    """The list in Chinese columns, highest score first. `units`: model.fire_risk; `register`: unit_id, unit_name,
    address, region_name, org_name, longitude, latitude. `county` and `org` filter by code; an organisation sees its
    jurisdiction: the code without its trailing 00 pairs is the prefix of what it oversees. Ranks are those of the
    whole place, as ranges."""
    whole = len(units)
    if county:
        units = units[units["region_code"].astype(str).str.startswith(jurisdiction(county))]
    if org:
        units = units[units["org_code"].astype(str).str.startswith(jurisdiction(org))]
    units = units.sort_values(["score", "unit_id"], ascending=[False, True]).head(top or len(units))
    rows = units.merge(register, on="unit_id", how="left")
    return pd.DataFrame({
        "序号": range(1, len(rows) + 1), "单位编号": rows["unit_id"], "单位名称": rows["unit_name"],
        "地址": rows["address"],
        "区县": rows["region_name"], "大队": rows["org_name"],
        "风险等级": rows["grade_code"].astype(int).map(grade.rules()["names"]), "风险分数": rows["score"].round(1),
        "起火概率": rows["likelihood"].round(4), "概率下限": rows["likelihood_low"].round(4),
        "概率上限": rows["likelihood_high"].round(4),
        "后果": (5 - rows["consequence_code"].astype(int)).map(consequence.rules()["names"]),
        "名次区间": [ranges.text(int(low), int(high), whole)
                     for low, high in zip(rows["rank_low"], rows["rank_high"], strict=True)],
        "理由": rows["reasons"].map(reasons.plain),
        "时点": rows["as_of_date"].astype(str), "模型版本": rows["model_version"],
        "经度": rows["longitude"], "纬度": rows["latitude"],
    })


def jurisdiction(code: str) -> str:
    """Of a region or organisation: 63000000 → 63, 630100 → 6301, 63010200 → 630102; a station's code stays whole."""
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def notes(table: pd.DataFrame, notice: str | None) -> list[tuple[str, str]]:
    """What stands on the note sheet and in the geojson: nature of the data, use, date, version, how ranks read."""
    found = [("用途", text("risk_note_use")), ("时点", "、".join(sorted(set(table["时点"])))),
             ("模型版本", "、".join(sorted(set(table["模型版本"])))), ("单位数", str(len(table))),
             ("名次区间", "在全部已评分单位中的名次，按 95% 区间给出；区间超过半数时不排名。"),
             ("规则版本", f"等级 {grade.rules()['version']}，后果 {consequence.rules()['version']}")]
    return [("数据性质", notice), *found] if notice else found


def _xlsx(table: pd.DataFrame, path: Path, notice: str | None) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "风险名单"
    sheet.append(list(table.columns))
    for row in table.itertuples(index=False):
        sheet.append([safe(v.item() if hasattr(v, "item") else v) for v in row])
    grade_at = table.columns.get_loc("风险等级") + 1
    for k, name in enumerate(table.columns, start=1):
        sheet.cell(1, k).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(k)].width = WIDTHS.get(name, 12)
    for k in range(2, sheet.max_row + 1):
        cell = sheet.cell(k, grade_at)
        cell.fill = PatternFill("solid", fgColor=COLOURS[cell.value])
    sheet.freeze_panes, sheet.auto_filter.ref = "A2", sheet.dimensions
    about = book.create_sheet("说明")
    for row in notes(table, notice):
        about.append(row)
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 14, 90
    book.save(path)


def _geojson(table: pd.DataFrame, path: Path, notice: str | None) -> None:
    features = []
    for row in json.loads(table.to_json(orient="records", force_ascii=False)):
        at = [row.pop("经度"), row.pop("纬度")]
        point = None if None in at else {"type": "Point", "coordinates": at}
        features.append({"type": "Feature", "geometry": point, "properties": row})
    body = {"type": "FeatureCollection", "说明": dict(notes(table, notice)), "features": features}
    path.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")


def write(table: pd.DataFrame, path: Path, notice: str | None) -> Path:
    """Write `table` in the format of the file's suffix. csv is UTF-8 with a mark so that spreadsheets read Chinese; its
    file name and the columns 时点 and 模型版本 carry what the note sheet says."""
    form = path.suffix.lstrip(".")
    if form not in FORMATS:
        raise FirelakeError("risk_format", format=form)
    path.parent.mkdir(parents=True, exist_ok=True)
    if form == "csv":
        marked = table.assign(说明="；".join(filter(None, [text("risk_note_use"), notice])))
        marked.map(safe).to_csv(path, index=False, encoding="utf-8-sig")
    else:
        {"xlsx": _xlsx, "geojson": _geojson}[form](table, path, notice)
    return path
