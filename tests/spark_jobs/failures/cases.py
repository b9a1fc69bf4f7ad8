"""What can go wrong with a file, how it must end, and the sentence a person then reads.

A case damages the first lines of a real feed's file; `says` is the whole sentence, with the header's names as `…`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import openpyxl

UNIT, FIRE, ENTERPRISE, ALARM, WEATHER = ("supervision.unit", "firestat.fire", "exchange.enterprise", "iot.device_alarm",
                                          "exchange.weather_day")


@dataclass(frozen=True)
class Case:
    """`damage`: bytes → bytes."""

    title: str
    feed: str
    damage: Callable[[bytes], bytes]
    says: str


def lines(change: Callable[[list[str]], list[str]]) -> Callable[[bytes], bytes]:
    """Changes the lines of a csv of the supervision system."""
    return lambda data: ("\n".join(change(data.decode("gb18030").splitlines())) + "\n").encode("gb18030")


def one(number: int, change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    """Changes one line, counted from 1 as an editor does."""
    return lines(lambda all_: [change(line) if n == number else line for n, line in enumerate(all_, 1)])


def sheet(title: str) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        book, out = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
        book.worksheets[0].title = title
        book.save(out)
        return out.getvalue()

    return change


def packed(count: int, flag: int = 0) -> Callable[[bytes], bytes]:
    """So many copies in one zip; flag 1 says that they need a password."""
    def change(data: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for n in range(count):
                archive.writestr(f"{n}.csv", data)
        made = bytearray(out.getvalue())
        for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            made[made.index(sign) + at] |= flag
        return bytes(made)

    return change


def bomb(_data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (300 << 20))
    return out.getvalue()


AGAIN = "请对方重新导出"
PAGE = "像是网页或接口的报错页。请检查对方的下载环节并重新投递。"
REGISTER = "或在数据源契约 names 中登记新列名。"
ENTITY = (b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
          b"<r><entity><uniscid>&x;</uniscid></entity></r>")
CASES = (
    Case("空文件", UNIT, lambda data: b"", f"文件 unit.csv 是空的（0 字节）。{AGAIN}并再次投递。"),
    Case("只有空白", UNIT, lambda data: b" \r\n \r\n", f"文件 unit.csv 里只有空白，没有内容。{AGAIN}并再次投递。"),
    Case("只有表头", UNIT, lines(lambda all_: all_[:1]),
         "文件 unit.csv 只有表头，没有数据行。若确实无数据，请对方投递说明；否则重新导出。"),
    Case("没有表头", UNIT, lines(lambda all_: all_[1:]),
         "文件 unit.csv 中没有一个约定的列名（应有：…），可能缺少表头行，或发来了别的文件。请核对后重新投递。"),
    Case("不是约定的编码", UNIT, lambda data: data.decode("gb18030").encode(),
         "文件 unit.csv 第 1 行不是约定的编码 gb18030。请对方按 gb18030 重新导出，或修改数据源契约的 delivery.encoding。"),
    Case("中间有坏字节", UNIT, lambda data: data.replace(b"\n", b"\n\xff\xff", 1),
         "文件 unit.csv 第 2 行不是约定的编码 gb18030。请对方按 gb18030 重新导出，或修改数据源契约的 delivery.encoding。"),
    Case("网页报错页名为 csv", UNIT, lambda data: b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
         f"文件 unit.csv 不是 CSV（开头是“<!DOCTYPE”），{PAGE}"),
    Case("接口报错名为 csv", UNIT, lambda data: b'{"code": 500, "message": "error"}', f"文件 unit.csv 不是 CSV（开头是“{{”），{PAGE}"),
    Case("传输中断的 csv", UNIT, lines(lambda all_: [*all_[:-1], ",".join(all_[-1].split(",")[:11])]),
         "文件 unit.csv 第 6 行有 11 列，应为 22 列：文件可能被截断或引号不配对。请重新投递。"),
    Case("引号不配对", UNIT, one(4, lambda line: line.replace(",", ',"', 1)),
         f"文件 unit.csv 第 4 行有一格的引号不配对，其后的内容会被并入这一格。{AGAIN}。"),
    Case("一行多出一格", UNIT, one(4, lambda line: line + ",x"),
         "文件 unit.csv 第 4 行有 23 列，应为 22 列：文件可能被截断或引号不配对。请重新投递。"),
    Case("缺少一列", UNIT, lines(lambda all_: [line.split(",", 1)[1] for line in all_]),
         f"文件 unit.csv 缺少列：单位编号。现有表头：…。请对方恢复该列，{REGISTER}"),
    Case("列改名", UNIT, one(1, lambda line: line.replace("单位名称", "名称")),
         f"文件 unit.csv 缺少列：单位名称。现有表头：…。请对方恢复该列，{REGISTER}"),
    Case("同名列出现两次", UNIT, lines(lambda all_: [all_[0] + ",单位名称", *(line + ",甲" for line in all_[1:])]),
         f"文件 unit.csv 的列“单位名称”出现了两次，无法判断用哪一列。{AGAIN}。"),
    Case("截断的 xlsx", FIRE, lambda data: data[:len(data) // 2], "文件 fire.xlsx 不完整或已损坏，可能传输中断。请重新投递。"),
    Case("网页报错页名为 xlsx", FIRE, lambda data: b"<html>502</html>", f"文件 fire.xlsx 不是 xlsx 工作簿（开头是“<html”），{PAGE}"),
    Case("压缩炸弹", FIRE, bomb, "文件 fire.xlsx 解压后约 300 MB，压缩比异常，不予读取。请确认来源后拆分投递。"),
    Case("压缩包里有两个文件", UNIT, packed(2),
         "压缩包 unit.csv 里有 2 个文件，应当只有一个。请对方分开投递，或解压后作为一个投递的多个文件。"),
    Case("压缩包设了密码", UNIT, packed(1, flag=1), "压缩包 unit.csv 设了密码，不能读取。请对方去掉密码后重新投递。"),
    Case("约定的工作表不在", FIRE, sheet("Sheet9"), "工作簿 fire.xlsx 中没有工作表“火灾明细”。请对方按约定的表名导出。"),
    Case("带实体的 xml", ENTERPRISE, lambda data: ENTITY,
         "文件 enterprise.xml 含有 XML 实体定义，出于安全不予读取。请对方导出不含 DOCTYPE 的文件。"),
    Case("截断的 xml", ENTERPRISE, lambda data: b"<r>\n<entity>\n<unisc",
         f"文件 enterprise.xml 第 3 行不是合法的 XML：3:1。{AGAIN}。"),
    Case("xml 中没有约定的记录", ENTERPRISE, lambda data: b"<r><row><uniscid>1</uniscid></row></r>",
         "文件 enterprise.xml 中找不到记录节点“entity”。请核对数据源契约的 delivery.record，或让对方重新导出。"),
    Case("写坏的 JSON 行", ALARM, lambda data: data.split(b"\n")[0] + b'\n{"deviceId": \n',
         f"文件 device_alarm.jsonl 第 2 行不是合法的 JSON：Expecting value。{AGAIN}。"),
    Case("接口报错而非数据", WEATHER, lambda data: '{"code": 500, "message": "系统繁忙"}'.encode(),
         "文件 weather_day.json 中找不到记录节点“data.list”。请核对数据源契约的 delivery.record，或让对方重新导出。"),
)
