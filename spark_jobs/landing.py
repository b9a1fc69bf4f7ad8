"""Landing: bytes as they came, never changed, folder 0700. A delivery becomes visible by one rename."""

from __future__ import annotations

import datetime as dt
import glob
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from pathlib import Path

from expectations.model import Contracts, Feed
from firelake.messages import FirelakeError
from spark_jobs import manifest
from spark_jobs.delivery import Delivery, as_of_from, identity
from spark_jobs.scratch import sweep

INTERNAL = "firelake.decision"


class Landing:
    """The landing folder of one namespace."""

    def __init__(self, folder: Path, contracts: Contracts, sealed: bool = False):
        """`sealed`: who holds it may only read."""
        self.folder, self.contracts, self.sealed = folder, contracts, sealed
        self.zone = contracts.deployment.get("zone", "UTC")
        self.incoming = folder / ".incoming"
        if not sealed:
            self.incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.chmod(folder, 0o700)
            sweep(self.incoming)

    def land(self, source: Path, feed: str | None = None, as_of: str | None = None, revision: int = 0) -> Delivery:
        """Takes in a delivery folder (files with manifest.json) or one bare file. FirelakeError when it is not whole."""
        self._unsealed()
        said, files = manifest.unpack(source)
        contract = self._feed(said.get("feed") or feed, source)
        received = dt.datetime.now(dt.UTC)
        moment = self._as_of(contract, said.get("as_of") or as_of, files, received)
        entries = [{"name": f.name, "size": f.stat().st_size, "sha256": _sha256(f)} for f in files]
        scope, fault = self._scope(contract, said, files)
        fault = manifest.difference(said, entries) or fault
        if moment == received:
            # Nothing says what day the content speaks for: the same bytes again are no new statement.
            same = [d for d in self.deliveries(contract.name) if content(d.files) == content(entries)]
            if same:
                return same[0]
        revision = int(said.get("revision") or revision)
        digests = [e["sha256"] for e in entries] + ([fault[0]] if fault else [])
        name = identity(contract, scope, moment, revision, digests)
        final = self.folder / contract.name / name
        stated = (said["rows"],) if said.get("rows") is not None else ()
        delivery = Delivery(name, contract.name, moment, received, tuple(entries), scope, revision, stated, fault, str(final))
        if final.exists():
            return self._again(delivery, final)
        draft = Path(tempfile.mkdtemp(dir=self.incoming))
        for file in files:
            shutil.copyfile(file, draft / file.name)
        (draft / manifest.NAME).write_text(delivery.to_json(), "utf-8")
        return self.get(contract.name, name) if _show(draft, final) else self._again(delivery, final)

    def _again(self, delivery: Delivery, final: Path) -> Delivery:
        """The same bytes came before: what this arrival says otherwise is noted beside them."""
        known = {d.saying for d in map(Delivery._read, [final / manifest.NAME, *final.glob("again-*.json")])}
        if delivery.saying not in known:
            draft = self.incoming / f"{delivery.saying}-{os.getpid()}-{time.monotonic_ns()}"
            draft.write_text(delivery.to_json(), "utf-8")
            os.replace(draft, final / f"again-{delivery.saying}.json")
            _sync(final)
        return self.get(delivery.feed, delivery.id)

    def decide(self, body: dict) -> str:
        """Writes a human decision (release, retract, …) as a delivery of the internal feed; its id."""
        self._unsealed()
        text = json.dumps(body | {"at": dt.datetime.now(dt.UTC).isoformat()}, ensure_ascii=False)
        name = hashlib.sha256(text.encode()).hexdigest()[:16]
        draft = Path(tempfile.mkdtemp(dir=self.incoming))
        (draft / "decision.json").write_text(text, "utf-8")
        _show(draft, self.folder / INTERNAL / name)
        return name

    def _unsealed(self) -> None:
        if self.sealed:
            raise FirelakeError("trial_reads_only")

    def decisions(self) -> list[dict]:
        """All human decisions, oldest first."""
        files = (self.folder / INTERNAL).glob("*/decision.json")
        return sorted((json.loads(f.read_text("utf-8")) for f in files), key=lambda d: (d["at"], d["delivery"]))

    def deliveries(self, feed: str) -> list[Delivery]:
        """All deliveries of a feed, oldest statement first."""
        found = [Delivery.from_folder(m.parent) for m in (self.folder / feed).glob(f"*/{manifest.NAME}")]
        return sorted(found, key=lambda d: (d.as_of, d.scope, d.revision, d.id))

    def holds(self, feed: str) -> bool:
        """Whether anything of the feed has ever arrived."""
        return any((self.folder / feed).glob(f"*/{manifest.NAME}"))

    def get(self, feed: str, name: str) -> Delivery:
        """One delivery by its id."""
        return Delivery.from_folder(self.folder / feed / name)

    def find(self, name: str) -> Delivery:
        """A delivery by its id or the beginning of it. FirelakeError when none or several match."""
        hits = [p.parent for p in self.folder.glob(f"*/{glob.escape(name)}*/{manifest.NAME}")] if "/" not in name else []
        if len(hits) != 1:
            raise FirelakeError("delivery_unknown" if not hits else "delivery_ambiguous", delivery=name, count=len(hits))
        return self.get(hits[0].parent.name, hits[0].name)

    def match(self, file: Path) -> str | None:
        """The feed whose `files` pattern a bare file name matches, also where the file came packed."""
        names = {file.name, re.sub(r"\.(gz|zip)$", "", file.name)}
        for feed in self.contracts.feeds.values():
            pattern = feed.delivery.get("files")
            if pattern and any(re.fullmatch(pattern, name) for name in names):
                return feed.name
        return None

    def _feed(self, name: str | None, source: Path) -> Feed:
        if name not in self.contracts.feeds:
            raise FirelakeError("feed_unknown", feed=name or "?", source=source.name)
        return self.contracts.feeds[name]

    def _as_of(self, feed: Feed, stated: str | None, files: list[Path], received: dt.datetime) -> dt.datetime:
        rule, zone = feed.delivery.get("as_of", "manifest"), feed.delivery.get("zone", self.zone)
        if not stated and isinstance(rule, dict) and "file" in rule:
            hit = re.search(rule["file"], files[0].name)
            if not hit:
                raise FirelakeError("as_of_missing", file=files[0].name, pattern=rule["file"])
            stated = hit.group(1)
        if stated:
            try:
                return as_of_from(str(stated), zone)
            except ValueError:
                raise FirelakeError("as_of_bad", as_of=str(stated)[:30], source=files[0].name) from None
        if isinstance(rule, dict) and "column" in rule:
            return _latest(files, feed, rule["column"], zone, received) or received
        return received

    def _scope(self, feed: Feed, said: dict, files: list[Path]) -> tuple[str, tuple[str, dict] | None]:
        """What part of the whole a snapshot speaks for, and the fault that it speaks for several."""
        rule = feed.delivery.get("scope")
        if not rule:
            return "", None
        if rule in said:
            return str(said[rule]), None
        values = sorted(set(filter(None, _values(files, feed, rule)))) if rule in feed.names else []
        if len(values) == 1:
            return values[0], None
        return "", ("scope_unclear", {"scope": rule, "count": len(values)})


def _values(files: list[Path], feed: Feed, column: str) -> list[str | None]:
    """The column's texts; none when the files cannot be read, which bronze will report."""
    from spark_jobs.readers import Unreadable, read

    try:
        return [v and v.strip() for f in files for v in read(f, feed)[0].column(column).unique().to_pylist()]
    except Unreadable:
        return []


def _latest(files: list[Path], feed: Feed, column: str, zone: str, received: dt.datetime) -> dt.datetime | None:
    """The newest date of the column that is a date and not in the future."""
    found = []
    for text in filter(None, _values(files, feed, column)):
        try:
            found.append(as_of_from(text[:19], zone))
        except ValueError:
            continue
    return max((moment for moment in found if moment <= received + dt.timedelta(days=1)), default=None)


def content(entries) -> list[str]:
    """What tells the bytes of a delivery's files, whatever they are called."""
    return sorted(e["sha256"] for e in entries)


def _sha256(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _show(draft: Path, final: Path) -> bool:
    """Makes a draft visible by one rename, once its bytes are on disk; False when somebody was first."""
    for path in draft.iterdir():
        _sync(path)
    _sync(draft)
    final.parent.mkdir(exist_ok=True, mode=0o700)
    try:
        draft.rename(final)
    except OSError:
        shutil.rmtree(draft)
        return False
    _sync(final.parent)
    return True


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
