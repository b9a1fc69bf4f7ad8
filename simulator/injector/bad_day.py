"""A day on which a whole delivery is wrong, so that somebody must look before anything of it is used.

    codes     after an upgrade the sender's program writes a placeholder into the region of many rows: the file is whole
              and of the usual size, only its content is no use
    volume    the export stopped half way, and its manifest says so in good faith
"""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

from simulator.injector.delivery import Delivery, all_deliveries
from simulator.injector.shapes import columns
from simulator.injector.sheet import parse

KINDS = {"codes": "bad_day_codes", "volume": "bad_day_volume"}
REGION = re.compile(r"区划|region", re.IGNORECASE)
PLACEHOLDER, SHARE = "000000", 0.5


def spoil(root: Path | str, feed: str, kind: str, rng: Random) -> list[dict]:
    """Spoil the newest delivery of `feed` under `root`; the entries of the key. ValueError when there is none."""
    items = all_deliveries(Path(root)).get(feed)
    if not items:
        raise ValueError(f"没有 {feed} 的投递")
    item = items[-1]
    (name, data), *_ = item.files().items()
    sheet, manifest = parse(name, data), item.manifest()
    hit = sorted(rng.sample(range(len(sheet.rows)), int(SHARE * len(sheet.rows))))
    if kind == "volume":
        kept = [i for i in range(len(sheet.rows)) if i not in set(hit)]
        item.write({name: sheet.render(rows=kept)}, manifest | {"rows": len(kept)})
        return [_entry(item, name, kind)]
    column = next(c for c in columns(sheet) if REGION.search(c.header))
    entries = []
    for row in hit:
        was = list(sheet.rows[row])
        sheet.set(row, column.at, PLACEHOLDER)
        entries.append(_entry(item, name, kind) | {"row": row + 1, "column": column.header, "old": was[column.at],
                                                   "new": PLACEHOLDER, "key": dict(zip(sheet.header, was))})
    item.write({name: sheet.render()}, manifest)
    return [entry | {"sha256": item.manifest()["files"][0]["sha256"]} for entry in entries]


def _entry(item: Delivery, file: str, kind: str) -> dict:
    return {"delivery": item.name, "feed": item.feed, "file": file, "row": None, "column": None, "kind": KINDS[kind],
            "old": None, "new": None, "twin": None, "key": None, "sha256": item.manifest()["files"][0]["sha256"]}
