"""CSV as partners write it, and the sentence a person reads when it cannot be read."""

import pytest

NO_HEADER = ("文件 a.csv 中没有一个约定的列名（应有：单位编号、联系电话、面积），"
             "可能缺少表头行，或发来了别的文件。请核对后重新投递。")
GOOD = "单位编号,联系电话,面积\nU1,13812345678,120.5\nU2,,80\n"
ROWS = [{"unit_id": "U1", "phone": "13812345678", "area": "120.5", "_row": 1},
        {"unit_id": "U2", "phone": None, "area": "80", "_row": 2}]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk"])
def test_rows_are_text_in_the_agreed_encoding(rows, feed, encoding):
    assert rows("a.csv", GOOD.encode(encoding), feed("csv", encoding=encoding)) == ROWS


@pytest.mark.parametrize("change", [
    lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n"), lambda t: t.replace("\n", "\r"), lambda t: "\n\n" + t,
    lambda t: t.rstrip("\n"), lambda t: t.replace("单位编号", " 单位 编号"), lambda t: t.replace("联系电话", "电话"),
    lambda t: t.replace("单位编号", '"单位编号"'),
], ids=["mark", "crlf", "cr", "blank lines", "no last newline", "blanks in header", "other name", "quoted header"])
def test_the_same_rows_in_another_dress(rows, feed, change):
    assert rows("a.csv", change(GOOD).encode(), feed("csv")) == ROWS


def test_columns_may_stand_in_another_order_with_strangers_between(rows, feed):
    data = "备注,面积,,单位编号,联系电话,\nx,120.5,,U1,13812345678,\nx,80,,U2,,\n"
    assert rows("a.csv", data.encode(), feed("csv")) == ROWS


def test_quoted_cells_hold_delimiters_quotes_and_line_breaks(rows, feed):
    data = '单位编号,联系电话,面积\n"U,1","第一行\n第""二""行",5\nU2,中间"的引号,6\n'
    assert rows("a.csv", data.encode(), feed("csv")) == [
        {"unit_id": "U,1", "phone": '第一行\n第"二"行', "area": "5", "_row": 1},
        {"unit_id": "U2", "phone": '中间"的引号', "area": "6", "_row": 2}]


def test_numbers_stay_text(rows, feed):
    data = "单位编号,联系电话,面积\n007,0010,1e5\n"
    assert rows("a.csv", data.encode(), feed("csv")) == [{"unit_id": "007", "phone": "0010", "area": "1e5", "_row": 1}]


def test_another_delimiter(rows, feed):
    assert rows("a.csv", GOOD.replace(",", "\t").encode(), feed("csv", delimiter="\t")) == ROWS


def test_two_names_of_one_column_side_by_side_the_first_filled_counts(rows, feed):
    data = "单位编号,联系电话,电话,面积\nU1, ,0971,1\nU2,0972,0973,2\n"
    assert [r["phone"] for r in rows("a.csv", data.encode(), feed("csv"))] == ["0971", "0972"]


@pytest.mark.parametrize("data, sentence", [
    (b"", "文件 a.csv 是空的（0 字节）。请对方重新导出并再次投递。"),
    (b"\xef\xbb\xbf \r\n\n", "文件 a.csv 里只有空白，没有内容。请对方重新导出并再次投递。"),
    ("单位编号,联系电话,面积\n".encode(), "文件 a.csv 只有表头，没有数据行。若确实无数据，请对方投递说明；否则重新导出。"),
    (b"<!DOCTYPE html><html><body>13812345678",
     "文件 a.csv 不是 CSV（开头是“<!DOCTYPE”），像是网页或接口的报错页。请检查对方的下载环节并重新投递。"),
    ('{"联系电话": "13812345678"}'.encode(),
     "文件 a.csv 不是 CSV（开头是“{”），像是网页或接口的报错页。请检查对方的下载环节并重新投递。"),
    (b'[ {"phone": "13812345678"} ]',
     "文件 a.csv 不是 CSV（开头是“[{”），像是网页或接口的报错页。请检查对方的下载环节并重新投递。"),
    ("系统繁忙 13812345678\n".encode(),
     NO_HEADER),
    (b"U1,13812345678,120\nU2,13812345678,80\n",
     NO_HEADER),
    ("单位编号,电话号码,面积\nU1,13812345678,1\n".encode(),
     "文件 a.csv 缺少列：联系电话。现有表头：单位编号、电话号码、面积。请对方恢复该列，或在数据源契约 names 中登记新列名。"),
    ("单位编号,联系电话,面积,面积\nU1,13812345678,1,2\n".encode(),
     "文件 a.csv 的列“面积”出现了两次，无法判断用哪一列。请对方重新导出。"),
    ("单位编号,联系电话,面积, 面 积\nU1,13812345678,1,2\nU1,1,1\n".encode(),
     "文件 a.csv 第 3 行有 3 列，应为 4 列：文件可能被截断或引号不配对。请重新投递。"),
    ('单位编号,联系电话,面积\n"U\n1",13812345678,1\nU2,13812345678\nU1,1,1\n'.encode(),
     "文件 a.csv 第 4 行有 2 列，应为 3 列：文件可能被截断或引号不配对。请重新投递。"),
    ("单位编号,联系电话,面积\nU1,13812345678,1,9\n".encode(),
     "文件 a.csv 第 2 行有 4 列，应为 3 列：文件可能被截断或引号不配对。请重新投递。"),
    ('单位编号,联系电话,面积\nU1,1,2\nU2,1,"13812345678\nU3,1,2\n'.encode(),
     "文件 a.csv 第 3 行有一格的引号不配对，其后的内容会被并入这一格。请对方重新导出。"),
    ('单位编号,联系电话,面积\nU1,1,"x\nU2,13812345678,1\nU3,1,"y"\n'.encode(),
     "文件 a.csv 第 2 行有一格的引号不配对，其后的内容会被并入这一格。请对方重新导出。"),
    ('单位编号,联系电话,面积\nU1,1,"x""\nU2,13812345678,1\n'.encode(),
     "文件 a.csv 第 2 行有一格的引号不配对，其后的内容会被并入这一格。请对方重新导出。"),
    (GOOD.encode("gb18030"),
     "文件 a.csv 第 1 行不是约定的编码 utf-8。请对方按 utf-8 重新导出，或修改数据源契约的 delivery.encoding。"),
    (GOOD.encode() + b"U3,13812345678," + b"\xff\n",
     "文件 a.csv 第 4 行不是约定的编码 utf-8。请对方按 utf-8 重新导出，或修改数据源契约的 delivery.encoding。"),
    (GOOD.encode("utf-16"),
     "文件 a.csv 第 1 行不是约定的编码 utf-8。请对方按 utf-8 重新导出，或修改数据源契约的 delivery.encoding。"),
    (GOOD.encode() + b"U3,\x00,1\n",
     "文件 a.csv 第 4 行不是约定的编码 utf-8。请对方按 utf-8 重新导出，或修改数据源契约的 delivery.encoding。"),
], ids=lambda value: "" if isinstance(value, str) else None)
def test_what_is_wrong_is_said_with_file_and_row(refusal, feed, data, sentence):
    assert refusal("a.csv", data, feed("csv")) == sentence


@pytest.mark.parametrize("data", [GOOD.encode(), b"\xef\xbb\xbf" + GOOD.encode(), "a,b\n楼".encode()],
                         ids=["utf-8", "mark", "three bytes"])
def test_utf8_is_not_read_as_gb18030(refusal, feed, data):
    sentence = "文件 a.csv 第 1 行不是约定的编码 gb18030。请对方按 gb18030 重新导出，或修改数据源契约的 delivery.encoding。"
    assert refusal("a.csv", data, feed("csv", encoding="gb18030")) == sentence


def test_gb18030_that_happens_to_be_valid_utf8_is_still_read(rows, feed):
    source = feed("csv", {"unit_id": ("id",)}, encoding="gb18030")
    data = "id\n楼\n".encode("gb18030")
    assert data.decode("utf-8")
    assert rows("a.csv", data, source) == [{"unit_id": "楼", "_row": 1}]


def test_a_broken_header_mark_is_no_column_of_its_own(rows, feed):
    source = feed("csv", {"unit_id": ("单位编号",), "area": ("面积",)})
    assert rows("a.csv", "\ufeff单位编号,面积\nU1,1\n".encode(), source) == [{"unit_id": "U1", "area": "1", "_row": 1}]
