"""The answers of a simulation, written beside the deliveries. The pipeline reads none of them; checks do.

`DIR/answers/` holds

`run.json`
    scale, from, to, seed; core (only the main path is told of); clean, rate; days: list of {day, clean, bad}, bad being
    null, codes or volume (of supervision.unit, see `simulator.injector.bad_day`); last_as_of (UTC instant, without zone,
    of the last delivery).

`key.jsonl`
    One JSON object per injected defect, ordered by delivery, row and kind (fields: see `simulator.injector`):
    delivery `<feed>/<folder>` as it lies under `DIR/deliveries`, feed, file, sha256 (of the file as delivered, the same
    the landing states), row (1-based data row of that file as the readers count it; null: the whole file), column
    (header in the file; null: row or file), kind, old, new (texts of the cell), twin (row that repeats this one), key
    (the true row, {header: text}). Some kinds add also ([{column, old, new}], further cells of the same row),
    corrected_in (delivery that brings the right row) and end (only what an injector from outside demands).

`truth/<table>.parquet`
    One file per silver table, table name without `silver.`. The declared columns of the contract under their names and
    types (string, int32, double, bool, date32, timestamp[us] = UTC without zone, decimal(18,2)); codes as codes; private
    columns in clear text (silver holds their token, or null where the contract drops them); and three instants:
    known_from   silver's known_from
    seen_from    as-of of the delivery that first said so: silver's `_seen_from`
    seen_to      as-of of the delivery that said otherwise; null: it stands. Silver's `_seen_to`
    Grain: registers (what `World.snapshots` gives) one row per key and version (equal
    neighbours are one); tables of history `events` one row per key, seen_to always null; all others one row per key and
    statement.
    State at an instant T: seen_from <= T and (seen_to is null or seen_to > T). Tables of history `latest` hold only the
    rows with seen_to null. A delivery that is retracted or held in the end (a bad day, see `run.json`) never spoke: what
    the truth has seen from it, silver sees from the feed's next delivery on. Everything else is said as if each delivery
    had come whole, right and on time: damage, and what becomes of it, stands in the key alone.

`true_hazard.parquet`
    unit_id, as_of_date (timestamp, first day of a month), true_probability: probability that the unit, open on that day,
    has at least one fire in the following 12 months, from its hidden state on that day; up to the day after the last
    delivered one. For `firelake evaluate --truth`.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from simulator.sources import sources
from simulator.truth import Truth

FOLDER = "answers"
KEY, RUN, HAZARD = "key.jsonl", "run.json", "true_hazard.parquet"


def write(out: Path, truth: Truth, tomorrow: np.datetime64, run: dict, key: list[dict]) -> None:
    """Replace the answers; `tomorrow` is the day after the last delivered one, `key` the whole key so far."""
    folder = out / FOLDER
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    for table in sources():
        if table in truth.current or table in truth.parts:
            pq.write_table(truth.table(table), folder / "truth" / f"{table}.parquet")
    hazard = pd.concat(truth.hazard, ignore_index=True)
    hazard = hazard[hazard.as_of_date <= tomorrow]
    pq.write_table(pa.Table.from_pandas(hazard, preserve_index=False), folder / HAZARD)
    (folder / RUN).write_text(json.dumps(run, ensure_ascii=False, indent=1) + "\n", "utf-8")
    lines = (json.dumps(entry, ensure_ascii=False) + "\n" for entry in key)
    (folder / KEY).write_text("".join(lines), "utf-8")
