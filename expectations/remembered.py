"""Parsed contract files, remembered from process to process: to parse hundreds of YAML files costs every command seconds.

One JSON file per content, below the user's cache folder. What JSON does not give back as it was, or cannot be kept there, is
parsed anew each time; a file that is not what was written counts as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

FORM = b"1"  # changes when the same text would be parsed otherwise


def folder() -> Path:
    """FIRELAKE_CACHE, or `firelake` in the user's cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(os.environ.get("FIRELAKE_CACHE") or Path(base) / "firelake") / "contracts"


def remembered(text: bytes, parse: Callable[[], object]) -> object:
    """What `parse` makes of the text, from memory if this very text was parsed before. Errors are not remembered."""
    name = hashlib.sha256(FORM + text).hexdigest()
    file = folder() / name[:2] / f"{name}.json"
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        known = json.loads(file.read_bytes())
        if known["name"] == name:
            return known["data"]
    data = parse()
    with contextlib.suppress(OSError, ValueError, TypeError):
        said = json.dumps({"name": name, "data": data}, ensure_ascii=False)
        if json.loads(said)["data"] == data:
            _keep(file, said)
    return data


def _keep(file: Path, said: str) -> None:
    """Written beside and renamed: nobody reads half a file."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, draft = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as written:
        written.write(said)
    os.replace(draft, file)
