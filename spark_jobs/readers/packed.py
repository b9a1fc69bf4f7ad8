"""A file that came packed: one file in a zip, or gzip. Unpacked beside itself, never by the names inside, never a bomb."""

from __future__ import annotations

import contextlib
import gzip
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from spark_jobs.readers.unreadable import Unreadable

LARGEST = 1 << 30  # bytes
STEEPEST = 200     # times the packed size
ENCRYPTED = 0x1
WORKBOOK = "[Content_Types].xml"
CHUNK = 1 << 20


@contextlib.contextmanager
def unpacked(file: Path) -> Iterator[Path]:
    """The file itself, or what is packed in it under the same name; gone with the block. Unreadable says why not."""
    with file.open("rb") as handle:
        begins = handle.read(4)
    if begins.startswith(b"\x1f\x8b"):
        opener = gzip.open
    elif begins.startswith(b"PK") and not _is_workbook(file):
        opener = _only_member
    else:
        yield file
        return
    with tempfile.TemporaryDirectory() as folder:
        inner = Path(folder) / file.name
        try:
            with opener(file) as packed, inner.open("wb") as out:
                _copy(file, packed, out)
        except Unreadable:
            raise
        except Exception:
            raise Unreadable("truncated", file=file.name) from None
        yield inner


def check_zip(file: Path) -> None:
    """Unreadable when the archive is broken, or would unpack to more than anybody delivers."""
    try:
        with zipfile.ZipFile(file) as archive:
            size = sum(item.file_size for item in archive.infolist())
            packed = max(1, sum(item.compress_size for item in archive.infolist()))
            if size > LARGEST or size / packed > STEEPEST:
                raise Unreadable("zip_bomb", file=file.name, megabytes=size >> 20)
            if any(item.flag_bits & ENCRYPTED for item in archive.infolist()):
                raise Unreadable("zip_encrypted", file=file.name)
            broken = archive.testzip()
    except Unreadable:
        raise
    except Exception:
        raise Unreadable("truncated", file=file.name) from None
    if broken:
        raise Unreadable("truncated", file=file.name)


def _is_workbook(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return WORKBOOK in archive.namelist()
    except Exception:
        return True  # a broken archive: whoever reads the format says so


@contextlib.contextmanager
def _only_member(file: Path):
    check_zip(file)
    with zipfile.ZipFile(file) as archive:
        members = [m for m in archive.infolist() if not m.is_dir() and not Path(m.filename).name.startswith(".")
                   and not m.filename.startswith("__MACOSX/")]
        if len(members) != 1:
            raise Unreadable("zip_members", file=file.name, count=len(members))
        with archive.open(members[0]) as opened:
            yield opened


def _copy(file: Path, packed, out) -> None:
    """What an archive says about its sizes is not believed."""
    most, size = min(LARGEST, STEEPEST * max(file.stat().st_size, 1 << 12)), 0
    while chunk := packed.read(CHUNK):
        size += len(chunk)
        if size > most:
            raise Unreadable("zip_bomb", file=file.name, megabytes=size >> 20)
        out.write(chunk)

