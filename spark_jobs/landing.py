"""Landing: bytes as they came, never changed, folder 0700. A delivery becomes visible by one rename."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import tempfile
from pathlib import Path

from expectations.model import Contracts, Feed
from firelake.messages import FirelakeError
from spark_jobs.delivery import Delivery, as_of_from, identity

INTERNAL = "firelake.decision"


class Landing:
    """The landing folder of one namespace."""

    def __init__(self, folder: Path, contracts: Contracts):
        self.folder, self.contracts = folder, contracts
        self.zone = contracts.deployment.get("zone", "UTC")
        self.incoming = folder / ".incoming"
        self.incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.chmod(folder, 0o700)

    def land(self, source: Path, feed: str | None = None, as_of: str | None = None, revision: int = 0) -> Delivery:
        """Takes in a delivery folder (files with manifest.json) or one bare file. FirelakeError when it is not whole."""
        manifest, files = _unpack(source)
        contract = self._feed(manifest.get("feed") or feed, source)
        revision = int(manifest.get("revision") or revision)
        scope = str(manifest.get("scope", ""))
        stated = manifest.get("as_of") or as_of
        received = dt.datetime.now(dt.UTC)
        moment = self._as_of(contract, stated, files, received)
        entries = [{"name": f.name, "size": f.stat().st_size, "sha256": _sha256(f)} for f in files]
        fault = _difference(manifest, entries)
        if moment == received:
            # Nothing says what day the content speaks for: the same bytes again are no new statement.
            same = [d for d in self.deliveries(contract.name) if [*d.files] == entries]
            if same:
                return same[0]
        digests = [e["sha256"] for e in entries] + ([fault[0]] if fault else [])
        name = identity(contract, scope, moment, revision, digests)
        final = self.folder / contract.name / name
        rows = manifest.get("rows")
        delivery = Delivery(name, contract.name, moment, received, tuple(entries), scope, revision, rows, fault, str(final))
        if final.exists():
            return self.get(contract.name, name)
        draft = Path(tempfile.mkdtemp(dir=self.incoming))
        for file in files:
            shutil.copyfile(file, draft / file.name)
        (draft / "manifest.json").write_text(delivery.to_json(), "utf-8")
        _sync(draft)
        final.parent.mkdir(exist_ok=True, mode=0o700)
        try:
            draft.rename(final)
        except OSError:
            shutil.rmtree(draft)
            return self.get(contract.name, name)
        return delivery

    def decide(self, body: dict) -> str:
        """Writes a human decision (release, retract, …) as a delivery of the internal feed; its id."""
        text = json.dumps(body | {"at": dt.datetime.now(dt.UTC).isoformat()}, ensure_ascii=False)
        name = hashlib.sha256(text.encode()).hexdigest()[:16]
        draft = Path(tempfile.mkdtemp(dir=self.incoming))
        (draft / "decision.json").write_text(text, "utf-8")
        _sync(draft)
        (self.folder / INTERNAL).mkdir(exist_ok=True, mode=0o700)
        draft.rename(self.folder / INTERNAL / name)
        return name

    def decisions(self) -> list[dict]:
        """All human decisions, oldest first."""
        files = (self.folder / INTERNAL).glob("*/decision.json")
        return sorted((json.loads(f.read_text("utf-8")) for f in files), key=lambda d: (d["at"], d["delivery"]))

    def deliveries(self, feed: str) -> list[Delivery]:
        """All deliveries of a feed, oldest statement first."""
        manifests = (self.folder / feed).glob("*/manifest.json")
        found = [Delivery.from_json(m.read_text("utf-8"), m.parent) for m in manifests]
        return sorted(found, key=lambda d: (d.as_of, d.scope, d.revision, d.id))

    def get(self, feed: str, name: str) -> Delivery:
        """One delivery by its id."""
        file = self.folder / feed / name / "manifest.json"
        return Delivery.from_json(file.read_text("utf-8"), file.parent)

    def find(self, name: str) -> Delivery:
        """A delivery by its id or the beginning of it. FirelakeError when none or several match."""
        hits = [p.parent for p in self.folder.glob(f"*/{name}*/manifest.json")]
        if len(hits) != 1:
            raise FirelakeError("delivery_unknown" if not hits else "delivery_ambiguous", delivery=name, count=len(hits))
        return self.get(hits[0].parent.name, hits[0].name)

    def match(self, file: Path) -> str | None:
        """The feed whose `files` pattern a bare file name matches."""
        for feed in self.contracts.feeds.values():
            pattern = feed.delivery.get("files")
            if pattern and re.fullmatch(pattern, file.name):
                return feed.name
        return None

    def _feed(self, name: str | None, source: Path) -> Feed:
        if name not in self.contracts.feeds:
            raise FirelakeError("feed_unknown", feed=name or "?", source=source.name)
        return self.contracts.feeds[name]

    def _as_of(self, feed: Feed, stated: str | None, files: list[Path], received: dt.datetime) -> dt.datetime:
        rule = feed.delivery.get("as_of", "manifest")
        if stated:
            return as_of_from(stated, feed.delivery.get("zone", self.zone))
        if isinstance(rule, dict) and "file" in rule:
            hit = re.search(rule["file"], files[0].name)
            if not hit:
                raise FirelakeError("as_of_missing", file=files[0].name, pattern=rule["file"])
            return as_of_from(hit.group(1), feed.delivery.get("zone", self.zone))
        if isinstance(rule, dict) and "column" in rule:
            return _latest(files, feed, rule["column"], feed.delivery.get("zone", self.zone)) or received
        return received


def _latest(files: list[Path], feed: Feed, column: str, zone: str) -> dt.datetime | None:
    from spark_jobs.readers import Unreadable, read

    try:
        texts = [t for f in files for t in read(f, feed)[0].column(column).to_pylist() if t]
    except Unreadable:
        return None
    return as_of_from(max(texts)[:19], zone) if texts else None


def _unpack(source: Path) -> tuple[dict, list[Path]]:
    if not source.exists():
        raise FirelakeError("source_missing", source=source.name)
    if source.is_file():
        return {}, [source]
    manifest = source / "manifest.json"
    if not manifest.is_file():
        raise FirelakeError("manifest_missing", source=source.name)
    try:
        data = json.loads(manifest.read_text("utf-8"))
    except ValueError as error:
        raise FirelakeError("manifest_broken", source=source.name, reason=str(error)[:80]) from error
    files = sorted(p for p in source.iterdir() if p.is_file() and p.name != "manifest.json")
    if not files:
        raise FirelakeError("manifest_file_missing", file=source.name)
    return data, files


def _difference(manifest: dict, entries: list[dict]) -> tuple[str, dict] | None:
    """A file the manifest does not know, or with another hash, was changed or cut on its way: kept, but rejected."""
    have = {e["name"]: e for e in entries}
    for stated in manifest.get("files") or []:
        if stated["name"] not in have:
            return "manifest_file_missing", {"file": stated["name"]}
        if stated.get("sha256") and stated["sha256"] != have[stated["name"]]["sha256"]:
            return "manifest_hash", {"file": stated["name"]}
    return None


def _sha256(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    """The bytes are on disk before the rename makes them visible."""
    for path in [*folder.iterdir(), folder]:
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
