"""A folder for raw bytes that are needed for a moment: of the namespace, for its owner alone, gone with the block."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from firelake.settings import settings

FORGOTTEN = 86_400  # seconds


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A new folder; what killed processes left in others goes after a day."""
    folder = settings().state / "scratch"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    sweep(folder)
    with tempfile.TemporaryDirectory(dir=folder) as own:
        yield Path(own)


def sweep(folder: Path) -> None:
    """Removes what has lain in the folder for a day. Another process may be removing it, too."""
    for draft in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if time.time() - draft.stat().st_mtime > FORGOTTEN:
                if draft.is_dir():
                    shutil.rmtree(draft, ignore_errors=True)
                else:
                    draft.unlink()
