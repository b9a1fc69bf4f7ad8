"""How each source system writes its columns: `formats/`, and a frame's values turned into the cells of its file.

In the YAML files: silver column: "header in the file | how the value is written". Ways: text (default), label <codes>,
yesno 是/否, onetwo 1/2, yn Y/N, bool, percent, time <style>, date <style>. What lies in `formats/further/` and
`formats/samples/` is left out of a simulation of the main path.

The systems do not know the lake: the feeds of the deployment map these headers, and a test
reads every file back.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from expectations import contracts
from firelake.settings import settings
from simulator.plan import LOCAL

SUFFIX = {"csv": "csv", "xlsx": "xlsx", "json": "json", "jsonl": "jsonl", "xml": "xml"}
YES_NO = {"yesno": ("是", "否"), "onetwo": ("1", "2"), "yn": ("Y", "N")}
ISO = "%Y-%m-%dT%H:%M:%S"


@dataclass(frozen=True)
class Source:
    """One feed of one system: silver column → (header in the file, way, argument of the way). `core`: of the main path."""

    feed: str
    format: str
    where: str
    columns: dict[str, tuple[str, str, str]]
    core: bool = True

    @property
    def table(self) -> str:
        return self.feed.split(".")[1]

    def file(self, stamp: str) -> str:
        return f"{self.table}_{stamp}.{SUFFIX[self.format]}"


@lru_cache
def sources() -> dict[str, Source]:
    """Table → its source, in the order of the files."""
    root = Path(__file__).parent / "formats"
    return {source.table: source for folder, core in ((root, True), (root / "further", False), (root / "samples", False))
            for file in sorted(folder.glob("*.yml")) for source in _declared(file, core)}


def _declared(file: Path, core: bool) -> list[Source]:
    return [Source(feed, body["format"], body.get("sheet", body.get("path", "")),
                   {column: _way(text) for column, text in body["columns"].items()}, core)
            for feed, body in yaml.safe_load(file.read_text("utf-8")).items()]


def _way(text: str) -> tuple[str, str, str]:
    header, way, *_ = *text.split(" | "), "text"  # a third part says how a sample is made
    name, _, argument = way.partition(" ")
    return header, name, argument


@lru_cache
def declared():
    """The contracts of the simulated deployment: its words for codes, and the types of the truth."""
    return contracts.load(settings().root / "deployments" / "qinghai")


def cells(source: Source, frame: pd.DataFrame) -> pa.Table:
    """The file's columns under their headers: text, numbers and booleans; null is an empty cell. Money leaves as yuan."""
    columns = {header: _cells(frame[name], name, way, argument) for name, (header, way, argument) in source.columns.items()}
    return pa.table(columns)


def _cells(values: pd.Series, name: str, way: str, argument: str) -> pa.Array:
    if way == "label":
        words = declared().codes[argument].values
        return _text(values.map(words))
    if way in YES_NO:
        return pc.if_else(pa.array(values, pa.bool_(), from_pandas=True), *YES_NO[way])
    if way in ("time", "date"):
        return _moment(values, way, argument)
    if way == "percent":
        return pa.array((values.to_numpy() * 100).round().astype(int))
    if way == "bool":
        return pa.array(values, pa.bool_(), from_pandas=True)
    if name.endswith("_yuan"):
        return pa.array(values.to_numpy(float) / 100, from_pandas=True)
    return _text(values) if values.dtype == object else pa.array(values, from_pandas=True)


def _text(values: pd.Series) -> pa.Array:
    return pa.array(values.to_numpy(object), pa.string(), from_pandas=True)


def _moment(values: pd.Series, way: str, style: str) -> pa.Array:
    """Times as people read them, at UTC+8; dates have no zone."""
    moments = values.to_numpy("datetime64[s]") + (LOCAL if way == "time" else np.timedelta64(0, "s"))
    written = pc.strftime(pa.array(moments), format=ISO if style == "iso" else style)
    return pc.binary_join_element_wise(written, "+08:00", "") if style == "iso" else written
