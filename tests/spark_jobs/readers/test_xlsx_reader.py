"""Workbooks: the header is found, foreign sizes are not believed, bombs and pages are refused."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

NO_HEADER = ("文件 a.xlsx 中没有一个约定的列名（应有：单位编号、联系电话、面积），"
             "可能缺少表头行，或发来了别的文件。请核对后重新投递。")
HEADER = ["单位编号", "联系电话", "面积"]


def workbook(*lines: list, sheet: str = "Sheet") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for line in lines:
        book.active.append(line)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def rewritten(data: bytes, part: str, change) -> bytes:
    """The workbook with one of its parts changed."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            body = old.read(item)
            new.writestr(item.filename, change(body) if item.filename == part else body)
    return held.getvalue()


def test_a_title_above_blank_rows_between_and_typed_cells(rows, feed):
    data = workbook(["社会单位台账"], [], HEADER, ["U1", 13812345678, 120.5], [None, " ", None],
                    ["U2", None, dt.datetime(2024, 5, 1, 8, 30)], ["U3", True, 80.0])
    assert rows("a.xlsx", data, feed("xlsx")) == [
        {"unit_id": "U1", "phone": "13812345678", "area": "120.5", "_row": 1},
        {"unit_id": "U2", "phone": None, "area": "2024-05-01 08:30:00", "_row": 2},
        {"unit_id": "U3", "phone": "true", "area": "80", "_row": 3}]


def test_the_agreed_sheet_and_header_row(rows, feed):
    data = workbook(["x"], HEADER, ["U1", "1", "2"], sheet="台账")
    assert rows("a.xlsx", data, feed("xlsx", sheet="台账", header_row=2)) == [
        {"unit_id": "U1", "phone": "1", "area": "2", "_row": 1}]


def test_what_a_sheet_says_about_its_size_is_not_believed(rows, feed):
    data = rewritten(workbook(HEADER, ["U1", "1", "2"], ["U2", "3", "4"]), "xl/worksheets/sheet1.xml",
                     lambda body: body.replace(b'<dimension ref="A1:C3" />', b'<dimension ref="A1" />'))
    assert b'ref="A1"' in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert [r["area"] for r in rows("a.xlsx", data, feed("xlsx"))] == ["2", "4"]


def test_a_short_row_has_empty_cells(rows, feed):
    assert rows("a.xlsx", workbook(HEADER, ["U1"]), feed("xlsx")) == [
        {"unit_id": "U1", "phone": None, "area": None, "_row": 1}]


@pytest.mark.parametrize("data, sentence", [
    (b"", "文件 a.xlsx 是空的（0 字节）。请对方重新导出并再次投递。"),
    (workbook(HEADER), "文件 a.xlsx 只有表头，没有数据行。若确实无数据，请对方投递说明；否则重新导出。"),
    (workbook(), "文件 a.xlsx 只有表头，没有数据行。若确实无数据，请对方投递说明；否则重新导出。"),
    (b"<html><body>13812345678</body></html>",
     "文件 a.xlsx 不是 xlsx 工作簿（开头是“<html”），像是网页或接口的报错页。请检查对方的下载环节并重新投递。"),
    (b'{"phone": "13812345678"}',
     "文件 a.xlsx 不是 xlsx 工作簿（开头是“{”），像是网页或接口的报错页。请检查对方的下载环节并重新投递。"),
    (workbook(HEADER, ["U1", "13812345678", "2"])[:-200], "文件 a.xlsx 不完整或已损坏，可能传输中断。请重新投递。"),
    (b"13812345678 is no workbook", "文件 a.xlsx 不完整或已损坏，可能传输中断。请重新投递。"),
    (workbook(["U1", "13812345678"], ["U2", "1"]),
     NO_HEADER),
    (workbook(["单位编号", "电话号码", "面积"], ["U1", "13812345678", "2"]),
     "文件 a.xlsx 缺少列：联系电话。现有表头：单位编号、电话号码、面积。请对方恢复该列，或在数据源契约 names 中登记新列名。"),
    (workbook([*HEADER, "面积"], ["U1", "13812345678", "2", "3"]),
     "文件 a.xlsx 的列“面积”出现了两次，无法判断用哪一列。请对方重新导出。"),
], ids=range(10))
def test_what_is_wrong_is_said(refusal, feed, data, sentence):
    assert refusal("a.xlsx", data, feed("xlsx")) == sentence


def test_a_missing_sheet_is_named(refusal, feed):
    sentence = "工作簿 a.xlsx 中没有工作表“台账”。请对方按约定的表名导出。"
    assert refusal("a.xlsx", workbook(HEADER, ["U1", "1", "2"]), feed("xlsx", sheet="台账")) == sentence


def test_a_header_row_past_the_end_is_no_crash(refusal, feed):
    sentence = "文件 a.xlsx 只有表头，没有数据行。若确实无数据，请对方投递说明；否则重新导出。"
    assert refusal("a.xlsx", workbook(HEADER), feed("xlsx", header_row=9)) == sentence


def test_a_bomb_is_not_opened(refusal, feed):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (64 << 20))
    sentence = "文件 a.xlsx 解压后约 64 MB，压缩比异常，不予读取。请确认来源后拆分投递。"
    assert refusal("a.xlsx", held.getvalue(), feed("xlsx")) == sentence


def test_a_bomb_that_lies_about_its_size_is_damaged(refusal, feed):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (8 << 20))
    data = held.getvalue().replace((8 << 20).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert refusal("a.xlsx", data, feed("xlsx")) == "文件 a.xlsx 不完整或已损坏，可能传输中断。请重新投递。"


def test_entities_inside_a_sheet_are_not_expanded(refusal, feed):
    bomb = (b'<!DOCTYPE x [<!ENTITY a "13812345678"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>')
    data = rewritten(workbook(HEADER, ["U1", "1", "2"]), "xl/worksheets/sheet1.xml",
                     lambda body: bomb + body.replace(b"<v>2</v>", b"<v>&b;</v>"))
    assert refusal("a.xlsx", data, feed("xlsx")).startswith("文件 a.xlsx 无法读取：")
