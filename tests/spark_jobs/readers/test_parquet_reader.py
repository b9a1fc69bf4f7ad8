"""Parquet: every type becomes the text a person would write."""

import datetime as dt
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

NO_HEADER = ("文件 a.parquet 中没有一个约定的列名（应有：单位编号、联系电话、面积），"
             "可能缺少表头行，或发来了别的文件。请核对后重新投递。")
def parquet(columns: dict[str, pa.Array]) -> bytes:
    held = io.BytesIO()
    pq.write_table(pa.table(columns), held)
    return held.getvalue()


def good(**columns: pa.Array) -> bytes:
    n = len(next(iter(columns.values())))
    return parquet({"单位编号": pa.array([f"U{i}" for i in range(n)]), "联系电话": pa.nulls(n, pa.string()),
                    "面积": next(iter(columns.values()))})


@pytest.mark.parametrize("array, texts", [
    (pa.array([1, None]), ["1", None]),
    (pa.array([120.5, 80.0, None, float("nan"), 1e300]), ["120.5", "80", None, "nan", "1e+300"]),
    (pa.array([2.0**63, -2.0**62]), ["9.223372036854776e+18", "-4611686018427387904"]),
    (pa.array([True, None]), ["true", None]),
    (pa.array([dt.datetime(2024, 5, 1, 8, 30), None], pa.timestamp("ns")), ["2024-05-01 08:30:00.000000", None]),
    (pa.array([dt.datetime(2024, 5, 1, 8, 30)], pa.timestamp("us", "UTC")), ["2024-05-01 08:30:00.000000"]),
    (pa.array([dt.date(2024, 5, 1)]), ["2024-05-01"]),
    (pa.array(["甲", "甲"]).dictionary_encode(), ["甲", "甲"]),
    (pa.array([["甲", "乙"], None]), ['["甲", "乙"]', None]),
    (pa.array([{"a": 1}]), ['{"a": 1}']),
], ids=range(10))
def test_types_become_text(rows, feed, array, texts):
    assert [r["area"] for r in rows("a.parquet", good(面积=array), feed("parquet"))] == texts


@pytest.mark.parametrize("data, sentence", [
    (b"", "文件 a.parquet 是空的（0 字节）。请对方重新导出并再次投递。"),
    (good(a=pa.array(["x"]))[:-20], "文件 a.parquet 不完整或已损坏，可能传输中断。请重新投递。"),
    (b"<html>13812345678</html>", "文件 a.parquet 不完整或已损坏，可能传输中断。请重新投递。"),
    (good(a=pa.array([], pa.string())), "文件 a.parquet 只有表头，没有数据行。若确实无数据，请对方投递说明；否则重新导出。"),
    (parquet({"x": pa.array(["13812345678"])}),
     NO_HEADER),
], ids=range(5))
def test_what_is_wrong_is_said(refusal, feed, data, sentence):
    assert refusal("a.parquet", data, feed("parquet")) == sentence
