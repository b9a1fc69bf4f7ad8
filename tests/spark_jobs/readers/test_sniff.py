"""How an unknown file is written is told from its bytes; what is no table is refused with a sentence."""

import io
import json
import re
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from firelake.messages import FirelakeError
from spark_jobs.readers.sniff import sniff

TEXTS = {
    "csv in utf-8": ("a.csv", "编号,名称\n1,甲\n".encode(), {"format": "csv", "encoding": "utf-8"}),
    "csv with a mark": ("a.csv", "\ufeff编号,名称\n1,甲\n".encode(), {"format": "csv", "encoding": "utf-8"}),
    "csv in gb18030": ("a.csv", "编号;名称;备注\n1;甲,乙;\n".encode("gb18030"),
                       {"format": "csv", "encoding": "gb18030", "delimiter": ";"}),
    "tabs, under a strange name": ("a.dat", b"id\tname\n1\tx, y\n", {"format": "csv", "encoding": "utf-8", "delimiter": "\t"}),
    "quoted commas": ("a.csv", b'id|text\n1|"a|b, c"\n2|d\n', {"format": "csv", "encoding": "utf-8", "delimiter": "|"}),
    "json list": ("a.json", b'[{"id": 1}]', {"format": "json"}),
    "json under a path": ("a.json", '{"code": 0, "data": {"list": [{"id": 1}, {"id": 2}], "tags": [{"t": 1}]}}'.encode("gb18030"),
                          {"format": "json", "record": "data.list"}),
    "json lines": ("a.txt", b'{"id": 1}\n{"id": 2}\n', {"format": "jsonl"}),
    "xml in gbk": ("a.xml", '<?xml version="1.0" encoding="GBK"?><r><row><名称>甲</名称></row><row><名称>乙</名称></row></r>'.encode("gbk"),
                   {"format": "xml", "record": "row"}),
    "xml of attributes": ("a.xml", b'<r><row id="1"/><row id="2"/></r>', {"format": "xml", "record": "row"}),
    "xml with namespaces": ("a.xml", b'<r xmlns:x="u"><x:list><x:row><x:id>1</x:id></x:row><x:row><x:id>2</x:id></x:row></x:list></r>',
                            {"format": "xml", "record": "row"}),
}
REFUSED = {"empty": b"", "blank": b" \n", "html": b"<!DOCTYPE html><html><body><p>502</p></body></html>", "bits": b"\x00\x01\xff\xfe\x80",
           "half a workbook": b"PK\x03\x04 cut", "a number": b"{1",
           "a json without records": b"[1, 2]", "a mark alone": b"\xef\xbb\xbf", "a hundred thousand brackets": b"[" * 100_000}


@pytest.mark.parametrize("kind", TEXTS)
def test_text_files_are_told_by_their_bytes(tmp_path, kind):
    name, data, delivery = TEXTS[kind]
    (tmp_path / name).write_bytes(data)
    assert sniff(tmp_path / name) == delivery


def test_a_workbook_with_a_title_line_on_its_second_sheet(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    sheet = book.create_sheet("明细")
    for row in (["2026年6月火灾统计"], ["火灾编号", "起火时间"], ["F1", "2026-06-01"]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    assert sniff(tmp_path / "a.xlsx") == {"format": "xlsx", "sheet": "明细", "header_row": 2}


def test_the_header_of_a_workbook_may_have_gaps_and_its_size_is_not_believed(tmp_path):
    book = openpyxl.Workbook()
    for row in (["单位名册"], ["单位编号", "单位名称", None, "电话", "备注", "面积"], ["U1", "甲", "联系人张三", "1", "无", "五"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    lying = zipfile.ZipFile(tmp_path / "a.xlsx", "w")
    with zipfile.ZipFile(out) as made, lying:
        for name in made.namelist():
            lying.writestr(name, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', made.read(name)))
    assert sniff(tmp_path / "a.xlsx") == {"format": "xlsx", "header_row": 2}


def test_a_cell_of_any_length_is_no_crash(tmp_path):
    (tmp_path / "a.csv").write_text(f"id,shape\n1,{'x' * 200_000}\n", "utf-8")
    assert sniff(tmp_path / "a.csv")["format"] == "csv"


def test_a_workbook_whose_parts_are_broken_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<x")
        archive.writestr("xl/workbook.xml", "<x")
    with pytest.raises(FirelakeError, match="找不到表"):
        sniff(tmp_path / "a.xlsx")


def test_parquet(tmp_path):
    pq.write_table(pa.table({"id": [1]}), tmp_path / "a.parquet")
    assert sniff(tmp_path / "a.parquet") == {"format": "parquet"}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_holds_no_table_is_refused(tmp_path, kind):
    (tmp_path / "a.csv").write_bytes(REFUSED[kind])
    with pytest.raises(FirelakeError, match="找不到表|不完整或已损坏"):
        sniff(tmp_path / "a.csv")


def test_records_are_found_where_json_was_printed_on_many_lines(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"rows": [{"id": 1}]}, indent=2), "utf-8")
    assert sniff(tmp_path / "a.json") == {"format": "json", "record": "rows"}
