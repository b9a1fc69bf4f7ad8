"""A file that came packed: one file in a zip, or gzip. Never unpacked by the names inside, never a bomb."""

from __future__ import annotations

import contextlib
import errno
import gzip
import zipfile
from collections.abc import Iterator
from pathlib import Path

from spark_jobs.readers.unreadable import Unreadable
from spark_jobs.scratch import scratch

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
    elif is_zip(begins) and not _is_workbook(file):
        opener = _only_member
    else:
        yield file
        return
    with scratch() as folder:
        inner = folder / file.name
        with _sound(file), opener(file) as packed, inner.open("wb") as out:
            _copy(file, packed, out)
        yield inner


def is_zip(begins: bytes) -> bool:
    """Whether a file that begins so is an archive: a csv may begin with PK, too."""
    return begins.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def check_zip(file: Path) -> None:
    """Unreadable when the archive is broken, or would unpack to more than anybody delivers."""
    with _sound(file), zipfile.ZipFile(file) as archive:
        size = sum(item.file_size for item in archive.infolist())
        packed = max(1, sum(item.compress_size for item in archive.infolist()))
        if size > LARGEST or size / packed > STEEPEST:
            raise Unreadable("zip_bomb", file=file.name, megabytes=size >> 20)
        if any(item.flag_bits & ENCRYPTED for item in archive.infolist()):
            raise Unreadable("zip_encrypted", file=file.name)
        if archive.testzip():
            raise Unreadable("truncated", file=file.name)


@contextlib.contextmanager
def _sound(file: Path) -> Iterator[None]:
    """What an archive makes zipfile and gzip stumble over is the file's fault; a full disk or too little memory is ours, and
    must not be remembered as the file's."""
    try:
        yield
    except (Unreadable, MemoryError):
        raise
    except OSError as error:
        if error.errno not in (None, errno.EINVAL):
            raise
        raise Unreadable("truncated", file=file.name) from None
    except Exception:
        raise Unreadable("truncated", file=file.name) from None


def _is_workbook(file: Path) -> bool:
    with _sound(file), zipfile.ZipFile(file) as archive:
        return WORKBOOK in archive.namelist()


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
