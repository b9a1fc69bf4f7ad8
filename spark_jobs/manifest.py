"""The manifest a sender puts beside its files: read, and compared with what came."""

from __future__ import annotations

import json
from pathlib import Path

from firelake.messages import FirelakeError

NAME = "manifest.json"


def unpack(source: Path) -> tuple[dict, list[Path]]:
    """Manifest and files of a delivery folder, or of one bare file (no manifest). Links are no files."""
    if not source.exists():
        raise FirelakeError("source_missing", source=source.name)
    if source.is_file():
        return {}, [source]
    if not (source / NAME).is_file():
        raise FirelakeError("manifest_missing", source=source.name)
    try:
        said = json.loads((source / NAME).read_text("utf-8"))
    except ValueError as error:
        raise FirelakeError("manifest_broken", source=source.name, reason=str(error)[:80]) from None
    _check(said, source)
    files = sorted(p for p in source.iterdir() if p.is_file() and not p.is_symlink() and p.name != NAME
                   and not p.name.startswith("."))
    if not files:
        raise FirelakeError("manifest_file_missing", file=source.name)
    return said, files


def _check(said, source: Path) -> None:
    """FirelakeError names the key of the manifest that is not what it should be."""
    if not isinstance(said, dict):
        raise FirelakeError("manifest_broken", source=source.name, reason="{ }")
    listed = said.get("files") or []
    whole = isinstance(listed, list) and all(isinstance(f, dict) and isinstance(f.get("name"), str) for f in listed)
    kinds = {"feed": str, "as_of": (str, int), "rows": int, "revision": int}
    broken = [] if whole else ["files"]
    broken += [k for k, kind in kinds.items() if said.get(k) is not None
               and (not isinstance(said[k], kind) or isinstance(said[k], bool))]
    if broken:
        raise FirelakeError("manifest_broken", source=source.name, reason="、".join(broken))


def difference(said: dict, entries: list[dict]) -> tuple[str, dict] | None:
    """A file that is missing, unknown, or of another size or hash than stated: kept, but the delivery is rejected."""
    have, listed = {e["name"]: e for e in entries}, said.get("files") or []
    for stated in listed:
        came = have.get(stated["name"])
        if came is None:
            return "manifest_file_missing", {"file": stated["name"]}
        if stated.get("sha256") and str(stated["sha256"]).lower() != came["sha256"]:
            return "manifest_hash", {"file": stated["name"]}
        if stated.get("size") is not None and stated["size"] != came["size"]:
            return "manifest_size", {"file": stated["name"], "stated": stated["size"], "found": came["size"]}
    if listed and (extra := sorted(set(have) - {s["name"] for s in listed})):
        return "manifest_file_extra", {"file": extra[0]}
    return None
