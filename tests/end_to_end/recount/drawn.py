"""What the charts of the wall draw: the SQL of superset/charts over the published marts, run as the wall runs it."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import psycopg
import yaml

CHARTS = Path(__file__).resolve().parents[3] / "superset" / "charts"


def chart(page: str, name: str) -> dict:
    """A chart as declared."""
    return yaml.safe_load((CHARTS / f"{page}.yml").read_text("utf-8"))["charts"][name]


def drawn(uri: str, spec: dict) -> pd.DataFrame:
    """The numbers of a chart: its metrics by its time and dimensions; of one that lists rows, its columns in order."""
    metrics = yaml.safe_load((CHARTS / "datasets.yml").read_text("utf-8"))[spec["dataset"]]["metrics"]
    by = [*filter(None, [spec.get("time")]), *([spec["by"]] if isinstance(spec.get("by"), str) else spec.get("by", []))]
    names = spec.get("metrics") or [spec["metric"]] if "columns" not in spec else []
    picked = [*by, *(f"{metrics[n][1]} as {n}" for n in names)] if names else ["*"]
    query = f"select {', '.join(picked)} from wall.{spec['dataset']}"
    if spec.get("where"):
        query += f" where {spec['where']}"
    if names and by:
        query += f" group by {', '.join(by)}"
    if spec.get("order") and not names:
        query += " order by " + ", ".join(re.sub(r"^-(\w+)$", r"\1 desc nulls last", o) for o in spec["order"])
    with psycopg.connect(uri) as connection:
        cursor = connection.execute(query)
        return pd.DataFrame(cursor.fetchall(), columns=[c.name for c in cursor.description], dtype=object)
