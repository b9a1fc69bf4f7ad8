"""What a column is, told from its header words and the shape of its values: all a stranger to the lake can know."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from simulator.injector.sheet import Sheet

SAMPLE = 400
_VALUE = {
    "credit_code": re.compile(r"[0-9A-HJ-NP-RTUWXY]{18}"),
    "region": re.compile(r"6[23]\d{4}"),
    "phone": re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}"),
    "datetime": re.compile(r"(19|20)\d{2}([-/.]?)(\d{2})\2(\d{2})[ T]?\d{2}:?\d{2}(:?\d{2})?(\.\d+)?"
                           r"(Z|[+-]\d{2}:?\d{2})?"),
    "date": re.compile(r"(19|20)\d{2}([-/.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])"),
    "number": re.compile(r"-?\d+(\.\d+)?"),
    "truth": re.compile(r"是|否|[YyNn]|true|false"),
}
_HEADER = (
    ("longitude", re.compile(r"经度|longitude|\blng\b|\blon\b", re.IGNORECASE)),
    ("latitude", re.compile(r"纬度|latitude|\blat\b", re.IGNORECASE)),
)
_ALLOWED = {
    "date": re.compile(r"日期|时间|date|day", re.IGNORECASE),
    "region": re.compile(r"区划|地区|辖区|region|area|parent|上级", re.IGNORECASE),
}
_CODE = re.compile(r"代码|编码|类别|类型|等级|级别|状态|形式|结果|性质|种类|角色|原因|场所|结构|来源|判定|行业"
                   r"|code|kind|type|level|class|state|status|grade|verdict|category|industry", re.IGNORECASE)
_MEASURE = re.compile(r"数|面积|高度|金额|损失|费|支出|温度|风速|湿度|降水|年龄|层|年份|次|人口|率"
                      r"|count|area|height|yuan|loss|temp|wind|humid|rain|precip|age|floor|year|population|ratio",
                      re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """One column of a file. `key`: it tells rows apart, the first one always; `full`: no value is missing."""

    at: int
    header: str
    shape: str
    full: bool
    key: bool

    @property
    def first(self) -> bool:
        return self.at == 0


def columns(sheet: Sheet) -> list[Column]:
    """The columns of a sheet with their shapes, in the order of the file."""
    found = []
    for at, header in enumerate(sheet.header):
        values = [row[at] for row in sheet.rows]
        filled = [v for v in values if v is not None]
        found.append(Column(at, header, shape(header, filled[:SAMPLE]), len(filled) == len(values), at == 0))
    keys = _key(sheet, found)
    return [replace(c, key=c.at in keys) for c in found]


def is_log(sheet: Sheet, found: list[Column]) -> bool:
    """Moments of many things: the same line may come again because it was sent again."""
    return not sheet.one_per_row and any(c.shape == "datetime" and c.full for c in found)


def _key(sheet: Sheet, found: list[Column]) -> set[int]:
    """Columns from the left until rows differ; in a log the thing, the moment and every full code, for two things may
    happen at once.
    """
    if sheet.one_per_row:
        return {0}
    if is_log(sheet, found):
        moment = next(c.at for c in found if c.shape == "datetime" and c.full)
        return {0, moment, *(c.at for c in found if c.full and c.shape == "code")}
    keys, groups = {0}, _groups(np.array([row[0] for row in sheet.rows], object))
    for column in found[1:]:
        apart = groups.max() + 1
        if apart == len(groups):
            break
        if column.full:
            values = _groups(np.array([row[column.at] for row in sheet.rows], object))
            finer = _groups(groups * (values.max() + 1) + values)
            if finer.max() + 1 > apart:
                keys.add(column.at)
                groups = finer
    return keys


def _groups(values) -> np.ndarray:
    """A number per distinct value."""
    return pd.factorize(np.asarray(values), use_na_sentinel=False)[0].astype("int64")


def shape(header: str, values: list[str]) -> str:
    """One of: credit_code region phone datetime date longitude latitude truth code number identifier text empty."""
    if not values:
        return "empty"
    for name, words in _HEADER:
        if words.search(header) and _all("number", values):
            return name
    for name in ("credit_code", "region", "phone", "datetime", "date", "truth"):
        if _all(name, values) and (name not in _ALLOWED or _ALLOWED[name].search(header)):
            return name
    if _CODE.search(header) and not _MEASURE.search(header) and all(len(v) <= 12 for v in values):
        return "code"
    if _all("number", values) and _MEASURE.search(header):
        return "number"
    return "identifier" if all(re.fullmatch(r"[A-Za-z0-9._:-]{3,40}", v) for v in values) else "text"


def _all(name: str, values: list[str]) -> bool:
    return all(_VALUE[name].fullmatch(v) for v in values)
