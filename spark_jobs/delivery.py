"""What a delivery is, and how its identity follows from what it says."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from expectations.model import Feed


@dataclass(frozen=True)
class Delivery:
    """One arrival of one feed. `as_of` and `received_at` are UTC; `stated_rows` is what its manifests say, if all do."""

    id: str
    feed: str
    as_of: dt.datetime
    received_at: dt.datetime
    files: tuple[dict, ...]
    scope: str = ""
    revision: int = 0
    stated_rows: tuple[int, ...] = ()
    fault: tuple[str, dict] | None = None
    folder: str = ""

    def to_json(self) -> str:
        data = asdict(self) | {"as_of": self.as_of.isoformat(), "received_at": self.received_at.isoformat()}
        del data["folder"]
        return json.dumps(data, ensure_ascii=False, indent=1)

    @property
    def is_answer(self) -> bool:
        """Whether the files are the answer of a system that was asked."""
        return all(re.fullmatch(r"answer-\d+\.(json|parquet)", f["name"]) for f in self.files)

    @property
    def saying(self) -> str:
        """Hash of what an arrival says about bytes that may have come before."""
        return hashlib.sha256(f"{self.as_of.isoformat()}|{self.stated_rows}".encode()).hexdigest()[:12]

    @classmethod
    def from_folder(cls, folder: Path) -> Delivery:
        """The delivery with all its arrivals: the same bytes sent again may state another as-of (the earliest holds) or
        another number of rows (one of them must hold), whichever came first."""
        first, *others = (cls._read(f) for f in [folder / "manifest.json", *sorted(folder.glob("again-*.json"))])
        if not others:
            return replace(first, folder=str(folder))
        all_say = [first, *others]
        stated = sorted({r for d in all_say for r in d.stated_rows}) if all(d.stated_rows for d in all_say) else []
        return replace(first, as_of=min(d.as_of for d in all_say), received_at=min(d.received_at for d in all_say),
                       stated_rows=tuple(stated), folder=str(folder))

    @classmethod
    def _read(cls, file: Path) -> Delivery:
        data = json.loads(file.read_text("utf-8"))
        for name in ("as_of", "received_at"):
            data[name] = dt.datetime.fromisoformat(data[name])
        data["fault"] = tuple(data["fault"]) if data.get("fault") else None
        stated = data.get("stated_rows") or ()
        data["stated_rows"] = tuple(stated) if isinstance(stated, (list, tuple)) else (stated,)
        return cls(**{**data, "files": tuple(data["files"])})


def identity(feed: Feed, scope: str, as_of: dt.datetime, revision: int, digests: list[str]) -> str:
    """Snapshots: the same content on a later day is a new statement. Others: the same bytes twice are one."""
    content = "|".join(sorted(digests))
    if feed.mode != "snapshot":
        return hashlib.sha256(f"{feed.name}|{content}".encode()).hexdigest()[:16]
    stamp = as_of.strftime("%Y%m%dT%H%M%S")
    return f"{stamp}-{hashlib.sha256(f'{feed.name}|{scope}|{stamp}|{revision}|{content}'.encode()).hexdigest()[:12]}"


def as_of_from(text: str, zone: str) -> dt.datetime:
    """A day means its last instant, a month the last instant of its last day, in the feed's zone; result in UTC.
    ValueError when it is neither day, month nor time."""
    text = text.strip()
    if re.fullmatch(r"\d{4}-?\d{2}", text):
        month = dt.date(int(text[:4]), int(text[-2:]), 1)
        following = dt.date(month.year + month.month // 12, month.month % 12 + 1, 1)
    elif re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", text):
        digits = text.replace("-", "")
        following = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) + dt.timedelta(days=1)
    else:
        moment = dt.datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(dt.UTC)
    midnight = dt.datetime.combine(following, dt.time(), ZoneInfo(zone))
    return (midnight - dt.timedelta(seconds=1)).astimezone(dt.UTC)
