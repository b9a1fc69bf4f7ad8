"""Small state on disk that a kill leaves whole: the old or the new, never half of either."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

from firelake.messages import FirelakeError


def write(file: Path, said: dict) -> None:
    """Replaces the file by one rename, once its bytes are on disk."""
    draft = file.with_name(f".draft-{file.name.lstrip('.')}")
    with draft.open("w", encoding="utf-8") as handle:
        json.dump(said, handle)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(draft, file)


def read(file: Path) -> dict:
    """What was written; empty when nothing was, or what is there cannot be read."""
    try:
        said = json.loads(file.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


@contextlib.contextmanager
def alone(folder: Path, feed: str) -> Iterator[None]:
    """One fetch of a feed at a time; the lock goes with the process. FirelakeError when another runs."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise FirelakeError("fetch_running", feed=feed) from None
        yield
