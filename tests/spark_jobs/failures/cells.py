"""What can stand in a cell, how it must end, and what is loaded of it. Each stands in a row of its own of the unit register."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

NAME, CREDIT, REGION, AREA = "单位名称", "统一社会信用代码", "行政区划代码", "建筑面积(㎡)"
STAFF, OPENED, NETWORKED, CATEGORY = "员工人数", "开业日期", "是否联网", "监管类别"


@dataclass(frozen=True)
class Cell:
    """`rule`: the rule it breaks, None where it loads in good order; `aside`: the row is set aside; `value`: what is loaded;
    `also`: other cells of the row."""

    title: str
    header: str
    text: str
    column: str
    rule: str | None
    value: object = None
    aside: bool = False
    also: dict[str, str] = field(default_factory=dict)


DAY = dt.date(2008, 11, 17)
CELLS = (
    Cell("主键为空", "单位编号", "", "unit_id", "unit_id_required", aside=True),
    Cell("必填的名称为空", NAME, "", "unit_name", "unit_name_required"),
    Cell("前后有不间断空格与全角空格", NAME, "\u00a0甲\u3000", "unit_name", None, "甲"),
    Cell("数字写成文字", AREA, "约30", "floor_area_m2", "floor_area_m2_type"),
    Cell("小数点写成逗号", AREA, '"207,35"', "floor_area_m2", "floor_area_m2_type"),
    Cell("千位分隔符", AREA, '"1,207.5"', "floor_area_m2", None, 1207.5),
    Cell("全角数字", AREA, "２０７．５", "floor_area_m2", None, 207.5),
    Cell("负数面积", AREA, "-5", "floor_area_m2", "floor_area_m2_range", -5.0),
    Cell("人数带小数", STAFF, "2.5", "staff_count", "staff_count_type"),
    Cell("人数写成 12.0", STAFF, "12.0", "staff_count", None, 12),
    Cell("日期写作 2008/11/17", OPENED, "2008/11/17", "opened_date", None, DAY),
    Cell("日期写作 2008年11月17日", OPENED, "2008年11月17日", "opened_date", None, DAY),
    Cell("日期写作 20081117", OPENED, "20081117", "opened_date", None, DAY),
    Cell("没有这一天", OPENED, "2008-02-30", "opened_date", "opened_date_type"),
    Cell("日期在未来", OPENED, "2099-01-01", "opened_date", "opened_date_not_after", dt.date(2099, 1, 1)),
    Cell("日期是 1900 年", OPENED, "1900-01-01", "opened_date", "opened_date_range", dt.date(1900, 1, 1)),
    Cell("代码表中没有的代码", CATEGORY, "77", "category_code", "category_code_code", "77"),
    Cell("代码的旧写法", CATEGORY, "消防安全重点单位", "category_code", None, "1"),
    Cell("旧区划代码", REGION, "632100", "region_code", None, "630200", also={"监管机构代码": "63020000"}),
    Cell("信用代码的校验位不对", CREDIT, "91630000000000000X", "credit_code", "credit_code_check", "91630000000000000X"),
    Cell("是否写成别的", NETWORKED, "也许", "is_networked", "is_networked_type"),
)
