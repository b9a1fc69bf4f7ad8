"""JSON documents and JSON lines."""

import json

import pytest

NO_HEADER = ("文件 a.jsonl 中没有一个约定的列名（应有：单位编号、联系电话、面积），"
             "可能缺少表头行，或发来了别的文件。请核对后重新投递。")
ROWS = [{"unit_id": "U1", "phone": "13812345678", "area": "120.50", "_row": 1},
        {"unit_id": "U2", "phone": None, "area": "80", "_row": 2}]
LINES = '{"单位编号": "U1", "联系电话": "13812345678", "面积": 120.50}\n\n{"单位编号": "U2", "面积": 80}\n'


def test_lines_of_objects_numbers_keep_their_digits(rows, feed):
    assert rows("a.jsonl", LINES.encode(), feed("jsonl")) == ROWS
    assert rows("a.jsonl", LINES.encode("utf-8-sig"), feed("jsonl")) == ROWS
    assert rows("a.jsonl", LINES.encode("gb18030"), feed("jsonl", encoding="gb18030")) == ROWS


def test_a_document_holds_its_records_under_a_path(rows, feed):
    document = '{"code": 0, "data": {"list": [' + LINES.strip().replace("\n\n", ",") + "]}}"
    assert rows("a.json", document.encode(), feed("json", record="data.list")) == ROWS


def test_nested_fields_lists_and_truth_values(rows, feed):
    source = feed("json", {"a": ("x.y",), "b": ("l",), "c": ("t",)})
    data = [{"x": {"y": 1}, "l": ["甲", 2], "t": False}]
    assert rows("a.json", json.dumps(data).encode(), source) == [{"a": "1", "b": '["甲", "2"]', "c": "false", "_row": 1}]


def test_a_column_that_no_record_has_is_missing(refusal, feed):
    sentence = "文件 a.jsonl 缺少列：联系电话、面积。现有表头：单位编号。请对方恢复该列，或在数据源契约 names 中登记新列名。"
    assert refusal("a.jsonl", '{"单位编号": "U1"}\n'.encode(), feed("jsonl")) == sentence


@pytest.mark.parametrize("data, sentence", [
    (b"", "文件 a.json 是空的（0 字节）。请对方重新导出并再次投递。"),
    (b" \n", "文件 a.json 里只有空白，没有内容。请对方重新导出并再次投递。"),
    (b'{"data": []}', "文件 a.json 只有表头，没有数据行。若确实无数据，请对方投递说明；否则重新导出。"),
    (b'{"code": 500, "msg": "13812345678"}',
     "文件 a.json 中找不到记录节点“data”。请核对数据源契约的 delivery.record，或让对方重新导出。"),
    (b'{"data": "13812345678"}',
     "文件 a.json 中找不到记录节点“data”。请核对数据源契约的 delivery.record，或让对方重新导出。"),
    (b'{"data": ["13812345678"]}',
     "文件 a.json 中找不到记录节点“data”。请核对数据源契约的 delivery.record，或让对方重新导出。"),
    (b"<html>13812345678", "文件 a.json 第 1 行不是合法的 JSON：<html。请对方重新导出。"),
    (b'{"data": [\n{"a": "13812345678"', "文件 a.json 第 2 行不是合法的 JSON：Expecting ',' delimiter。请对方重新导出。"),
    ('{"data": [{"面积": "13812345678", "面积": "1"}]}'.encode(),
     "文件 a.json 的列“面积”出现了两次，无法判断用哪一列。请对方重新导出。"),
    ('{"data": "单位"}'.encode("gb18030"),
     "文件 a.json 第 1 行不是约定的编码 utf-8。请对方按 utf-8 重新导出，或修改数据源契约的 delivery.encoding。"),
    (b'{"data": ' + b"[" * 200_000, "文件 a.json 无法读取：RecursionError。请对方重新导出。"),
    ('{"data": [{"单位编号": "\\ud800 13812345678", "联系电话": "1", "面积": "1"}]}'.encode(),
     "文件 a.json 无法读取：UnicodeEncodeError。请对方重新导出。"),
], ids=range(12))
def test_what_is_wrong_is_said(refusal, feed, data, sentence):
    assert refusal("a.json", data, feed("json", record="data")) == sentence


@pytest.mark.parametrize("data, sentence", [
    (b'{"a": 1}\n{"a": "13812345678', "文件 a.jsonl 第 2 行不是合法的 JSON：Unterminated string starting at。请对方重新导出。"),
    (b'{"a": 1}\n["13812345678"]\n', "文件 a.jsonl 第 2 行不是合法的 JSON：not an object。请对方重新导出。"),
    (b'{"code": 500, "msg": "13812345678"}\n',
     NO_HEADER),
], ids=range(3))
def test_a_bad_line_is_named(refusal, feed, data, sentence):
    assert refusal("a.jsonl", data, feed("jsonl")) == sentence
