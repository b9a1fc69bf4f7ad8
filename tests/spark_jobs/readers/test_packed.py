"""A file that came packed reads like the file itself; what is wrong with the package is one sentence."""

import errno
import gzip
import io
import zipfile

import openpyxl
import pytest

from firelake.settings import settings
from spark_jobs.readers import packed as module
from spark_jobs.readers import read

CSV = "单位编号,联系电话,面积\nU1,13812345678,12\n".encode()
ROWS = [{"unit_id": "U1", "phone": "13812345678", "area": "12", "_row": 1}]


def packed(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["单位编号", "联系电话", "面积"], ["U1", "13812345678", "12"]):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("name", "data"), [
    ("unit.csv.zip", packed(**{"导出/unit.csv": CSV})), ("unit.csv.gz", gzip.compress(CSV)), ("unit.csv", gzip.compress(CSV)),
    ("outside.zip", packed(**{"../../unit.csv": CSV})), ("mac.zip", packed(**{"unit.csv": CSV, "__MACOSX/._unit.csv": b"x"}))])
def test_one_file_in_a_package_reads_like_the_file_and_stays_nowhere(rows, feed, name, data):
    assert rows(name, data, feed("csv")) == ROWS
    assert list((settings().state / "scratch").iterdir()) == []


def test_a_packed_workbook(rows, feed):
    assert rows("unit.zip", packed(**{"unit.xlsx": workbook()}), feed("xlsx")) == ROWS


def encrypted() -> bytes:
    """The flag of a password in both headers of the one member."""
    data = bytearray(packed(**{"unit.csv": CSV}))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + at] |= 1
    return bytes(data)


@pytest.mark.parametrize(("data", "sentence"), [
    (packed(**{"a.csv": CSV, "b.csv": CSV}), "压缩包 a.zip 里有 2 个文件，应当只有一个。请对方分开投递，或解压后作为一个投递的多个文件。"),
    (packed(), "压缩包 a.zip 里有 0 个文件，应当只有一个。请对方分开投递，或解压后作为一个投递的多个文件。"),
    (encrypted(), "压缩包 a.zip 设了密码，不能读取。请对方去掉密码后重新投递。"),
    (gzip.compress(CSV)[:-9], "文件 a.zip 不完整或已损坏，可能传输中断。请重新投递。"),
    (packed(**{"a.csv": CSV})[:-30], "文件 a.zip 不完整或已损坏，可能传输中断。请重新投递。"),
    (packed(**{"a.csv": b" " * (64 << 20)}), "文件 a.zip 解压后约 64 MB，压缩比异常，不予读取。请确认来源后拆分投递。"),
    (packed(**{"a.csv": CSV.replace(b",12", b"")}), "文件 a.zip 第 2 行有 2 列，应为 3 列：文件可能被截断或引号不配对。请重新投递。")],
    ids=["two files", "none", "a password", "cut gzip", "cut zip", "a bomb", "broken inside"])
def test_what_is_wrong_is_said(refusal, feed, data, sentence):
    assert refusal("a.zip", data, feed("csv")) == sentence


def test_a_gzip_bomb_is_stopped_on_its_way(refusal, feed):
    assert refusal("a.gz", gzip.compress(b" " * (64 << 20)), feed("csv")).endswith("压缩比异常，不予读取。请确认来源后拆分投递。")


def test_a_full_disk_is_not_remembered_as_the_files_fault(tmp_path, feed, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "unit.csv.gz").write_bytes(gzip.compress(CSV))
    monkeypatch.setattr(module, "_copy", full)
    with pytest.raises(OSError, match="No space left"):
        read(tmp_path / "unit.csv.gz", feed("csv"))


def test_a_csv_that_begins_like_an_archive_is_none(rows, feed):
    data = "PKID,单位编号,联系电话,面积\n7,U1,13812345678,12\n".encode()
    assert rows("unit.csv", data, feed("csv")) == ROWS
