"""What the simulation wrote beside its deliveries: the deliveries themselves, the answer key and the truth."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from firelake.messages import FirelakeError
from simulator.answers import FOLDER, KEY, RUN
from simulator.checking.cells import column_of, columns, value
from simulator.injector.delivery import all_deliveries, sha256
from simulator.injector.sheet import parse
from simulator.sources import declared


@dataclass(frozen=True)
class Sent:
    """A delivery as it lies in the folder. `as_of` is UTC without zone."""

    name: str
    feed: str
    as_of: pd.Timestamp
    digests: tuple[str, ...]


@dataclass(frozen=True)
class Defect:
    """One entry of the key. `changes`: silver column → (text before, text after); `key`: the true row's silver key."""

    sent: Sent
    table: str
    kind: str
    row: int | None
    header: str | None
    column: str | None
    changes: dict[str, tuple[str | None, str | None]] = field(compare=False)
    key: tuple | None = None
    twin: int | None = None
    corrected_in: str | None = None
    demanded: str | None = None


class Answers:
    """A folder `DIR` made by `firelake simulate`. FirelakeError when it is none."""

    def __init__(self, folder: Path):
        self.folder = folder / FOLDER
        if not (self.folder / KEY).is_file():
            raise FirelakeError("answers_missing", folder=folder.name)
        self.deliveries = folder / "deliveries"
        self.run = json.loads((self.folder / RUN).read_text("utf-8"))

    @cached_property
    def sent(self) -> dict[str, Sent]:
        """Name of the folder → delivery."""
        found = {}
        for items in all_deliveries(self.deliveries).values():
            for item in items:
                moment = dt.datetime.fromisoformat(item.manifest()["as_of"]).astimezone(dt.UTC).replace(tzinfo=None)
                digests = tuple(sorted(sha256(data) for data in item.files().values()))
                found[item.name] = Sent(item.name, item.feed, pd.Timestamp(moment), digests)
        return found

    @cached_property
    def defects(self) -> list[Defect]:
        """The key, one entry per injected defect."""
        entries = [json.loads(line) for line in (self.folder / KEY).read_text("utf-8").splitlines()]
        rows: dict[tuple, dict] = {}
        for entry in sorted(entries, key=lambda e: bool(e.get("end"))):     # who came later did not see the row as it was
            if entry["row"] is not None and entry.get("key"):
                rows.setdefault((entry["delivery"], entry["row"]), entry["key"])
        return [self._defect(e, rows.get((e["delivery"], e["row"])) or self._delivered(e)) for e in entries]

    def _defect(self, entry: dict, row: dict | None) -> Defect:
        table = entry["feed"].split(".")[1]
        changes = {}
        for cell in (entry, *(entry.get("also") or ())):
            column = column_of(table, cell["column"])
            if column:
                changes[column] = ((row or {}).get(cell["column"], cell.get("old")), cell.get("new"))
        return Defect(self.sent[entry["delivery"]], table, entry["kind"], entry["row"], entry["column"],
                      column_of(table, entry["column"]), changes, key_of(table, row) if row else None, entry.get("twin"),
                      entry.get("corrected_in"), entry.get("end"))

    def _delivered(self, entry: dict) -> dict | None:
        """The row as it lies in the file, for an entry that does not tell how it was."""
        if entry["row"] is None:
            return None
        sheet = parse(entry["file"], (self.deliveries / entry["delivery"] / entry["file"]).read_bytes())
        return dict(zip(sheet.header, sheet.rows[entry["row"] - 1])) if entry["row"] <= len(sheet.rows) else None

    def truth(self, table: str) -> pd.DataFrame:
        """The truth of a table, instants in microseconds without zone, text and dates as objects, nulls as None."""
        return frame(pq.read_table(self.folder / "truth" / f"{table}.parquet"))

    @cached_property
    def tables(self) -> list[str]:
        """Tables that have a truth."""
        return sorted(f.stem for f in (self.folder / "truth").glob("*.parquet"))


def key_of(table: str, row: dict[str, str | None]) -> tuple:
    """The silver key of a delivered row {header: text}."""
    names = declared().tables[f"silver.{table}"].key
    return tuple(value(table, name, row.get(columns(table)[name][0])) for name in names)


def frame(table) -> pd.DataFrame:
    """An Arrow table as pandas, the same way for truth and lake: floats and instants native, all else objects."""
    found = {}
    for name, column in zip(table.column_names, table.columns):
        kind = str(column.type)
        if kind.startswith("timestamp"):
            found[name] = pd.Series(column.cast("timestamp[us]").to_pandas(), dtype="datetime64[us]")
        elif kind == "double":
            found[name] = column.to_pandas()
        else:
            found[name] = pd.Series(column.to_pylist(), dtype=object)
    return pd.DataFrame(found)
