"""What a delivery is, and how its identity follows from what it says."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from expectations.model import Feed


@dataclass(frozen=True)
class Delivery:
    """One arrival of one feed. `as_of` and `received_at` are UTC."""

    id: str
    feed: str
    as_of: dt.datetime
    received_at: dt.datetime
    files: tuple[dict, ...]
    scope: str = ""
    revision: int = 0
    stated_rows: int | None = None
    fault: tuple[str, dict] | None = None
    folder: str = ""

    def to_json(self) -> str:
        data = asdict(self) | {"as_of": self.as_of.isoformat(), "received_at": self.received_at.isoformat()}
        del data["folder"]
        return json.dumps(data, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str, folder: Path) -> Delivery:
        data = json.loads(text)
        for name in ("as_of", "received_at"):
            data[name] = dt.datetime.fromisoformat(data[name])
        data["fault"] = tuple(data["fault"]) if data.get("fault") else None
        return cls(**{**data, "files": tuple(data["files"]), "folder": str(folder)})


def identity(feed: Feed, scope: str, as_of: dt.datetime, revision: int, digests: list[str]) -> str:
    """Snapshots: the same content on a later day is a new statement. Others: the same bytes twice are one."""
    content = "|".join(sorted(digests))
    if feed.mode != "snapshot":
        return hashlib.sha256(f"{feed.name}|{content}".encode()).hexdigest()[:16]
    stamp = as_of.strftime("%Y%m%dT%H%M%S")
    return f"{stamp}-{hashlib.sha256(f'{feed.name}|{scope}|{stamp}|{revision}|{content}'.encode()).hexdigest()[:12]}"


def as_of_from(text: str, zone: str) -> dt.datetime:
    """A day means its last instant, a month the last instant of its last day, in the feed's zone; result in UTC."""
    text = text.strip()
    if re.fullmatch(r"\d{4}-?\d{2}", text):
        year, month = int(text[:4]), int(text[-2:])
        following = dt.date(year + month // 12, month % 12 + 1, 1)
    elif re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", text):
        digits = text.replace("-", "")
        following = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) + dt.timedelta(days=1)
    else:
        moment = dt.datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(dt.UTC)
    midnight = dt.datetime.combine(following, dt.time(), ZoneInfo(zone))
    return (midnight - dt.timedelta(seconds=1)).astimezone(dt.UTC)
