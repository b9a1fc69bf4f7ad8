"""Who ran what: every command that changes something leaves a line when it begins and one when it ends, by month."""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import json
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# What of a command is kept: what it was about. Sentences, names of people and places of files are not.
ABOUT = ("--day", "--area", "--system", "--table", "--select", "-s", "--rule", "--as-of", "--month", "--county", "--org", "--once",
         "--withdraw")
FLAGS = ("--once", "--withdraw")
NAMED = ("rebuild", "fetch", "release", "retract", "admit", "dismiss", "as-known", "bundle")  # their first word names a thing
_running: set[str] = set()


@dataclass
class Run:
    """One command. `by`: a person, or the scheduler; `task`: that of the scheduler; `ended` is None of one that was cut short."""

    at: dt.datetime
    by: str
    task: str
    words: str
    ended: dt.datetime | None = None
    code: int | None = None


@contextlib.contextmanager
def kept(folder: Path, words: list[str]) -> Iterator[list[int]]:
    """Notes the command within the block; the exit code is put into what it yields. A journal that cannot be written stops
    nobody's work."""
    name, code = secrets.token_hex(8), []
    _running.add(name)
    _note(folder, {"id": name, "at": _now(), "by": _who(), "task": os.environ.get("FIRELAKE_TASK", ""), "words": _plain(words)})
    try:
        yield code
    finally:
        _running.discard(name)
        _note(folder, {"id": name, "ended": _now(), "code": code[0] if code else 1})


def runs(folder: Path) -> list[Run]:
    """Every command that was noted, oldest first, but the one this process is at. A line that was cut short by a full disk or a
    kill is left out."""
    found: dict[str, Run] = {}
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text("utf-8", "replace").splitlines():
            with contextlib.suppress(ValueError, KeyError, TypeError):
                said = json.loads(line)
                if "at" in said:
                    found[said["id"]] = Run(dt.datetime.fromisoformat(said["at"]), said["by"], said["task"], said["words"])
                else:
                    found[said["id"]].ended, found[said["id"]].code = dt.datetime.fromisoformat(said["ended"]), int(said["code"])
    return sorted((run for name, run in found.items() if name not in _running), key=lambda run: run.at)


def _who() -> str:
    """The account of the machine, after the name that FIRELAKE_BY states."""
    account, stated = str(os.getuid()), os.environ.get("FIRELAKE_BY")
    with contextlib.suppress(Exception):
        account = getpass.getuser()
    return f"{stated}（{account}）" if stated else account


def _plain(words: list[str]) -> str:
    """The command, its first word where that names a table or delivery, and the options that say what it was about."""
    words = [part for word in words for part in (word.split("=", 1) if word.startswith("--") else [word])]
    said, words = words[:1], words[1:]
    if words and said[0] in NAMED and re.fullmatch(r"[0-9A-Za-z_.-]+", words[0]) and not words[0].startswith("-"):
        said.append(words[0])
    for n, option in enumerate(words):
        if option in ABOUT:
            said += words[n:n + 1 if option in FLAGS else n + 2]
    day = os.environ.get("FIRELAKE_DAY")
    return " ".join([*said, *(["--day", day] if day and "--day" not in said else [])])


def _note(folder: Path, body: dict) -> None:
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(folder / f"{time.strftime('%Y-%m')}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(file, (json.dumps(body, ensure_ascii=False) + "\n").encode())
        finally:
            os.close(file)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
