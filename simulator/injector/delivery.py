"""Delivery folders: `<feed>/<stamp>/` with data files and manifest.json. Folder names give the order of arrival."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "manifest.json"


@dataclass
class Delivery:
    """One folder. `files` are read on demand and written back with a manifest that tells the truth about them."""

    root: Path
    feed: str
    stamp: str

    @property
    def name(self) -> str:
        return f"{self.feed}/{self.stamp}"

    @property
    def folder(self) -> Path:
        return self.root / self.feed / self.stamp

    def manifest(self) -> dict:
        return json.loads((self.folder / MANIFEST).read_text("utf-8"))

    def files(self) -> dict[str, bytes]:
        return {f.name: f.read_bytes() for f in sorted(self.folder.iterdir()) if f.name != MANIFEST}

    def write(self, files: dict[str, bytes], manifest: dict, stated: dict[str, bytes] | None = None) -> None:
        """Replace the folder. Sizes and hashes are those of `stated` (a lie) if given, else of `files`."""
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        for name, data in files.items():
            (self.folder / name).write_bytes(data)
        listed = [{"name": n, "size": len(d), "sha256": sha256(d)} for n, d in (stated or files).items()]
        text = json.dumps(manifest | {"files": listed}, ensure_ascii=False, indent=1)
        (self.folder / MANIFEST).write_text(text + "\n", "utf-8")

    def rename(self, stamp: str) -> Delivery:
        """The same delivery, arriving at another place in the order."""
        moved = Delivery(self.root, self.feed, stamp)
        self.folder.rename(moved.folder)
        return moved


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def all_deliveries(root: Path) -> dict[str, list[Delivery]]:
    """Feed → its deliveries in order of arrival."""
    found: dict[str, list[Delivery]] = {}
    for manifest in sorted(Path(root).glob(f"*/*/{MANIFEST}")):
        feed, stamp = manifest.parent.parent.name, manifest.parent.name
        found.setdefault(feed, []).append(Delivery(Path(root), feed, stamp))
    return found
