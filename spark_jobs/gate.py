"""The gate: audits the deliveries that came since the audited version and, if they pass, moves it.

A table that fails stays at its old version, also across later good days, until the offending delivery is released
or retracted. What was judged stands in `ops.gate`, the documents in Data Docs.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from expectations.audit import WHOLE, Measure, measures, query, suite
from expectations.model import Contracts, Table
from spark_jobs import ledger


@dataclass(frozen=True)
class Verdict:
    """What an audit found: the version it looked at, and per failed or warned check the deliveries concerned."""

    table: str
    version: int
    failed: dict[str, list[str]]
    warned: dict[str, list[str]]
    moved: bool


class Gate:
    """Audits tables of one deployment in one process; Data Docs are written once at the end."""

    def __init__(self, contracts: Contracts, docs: Path, released: set[str], day: str | None):
        os.environ["GX_ANALYTICS_ENABLED"] = "false"
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

        self.contracts, self.released, self.day, self.gx = contracts, released, day, gx
        docs.mkdir(parents=True, exist_ok=True)
        self.context = gx.get_context(mode="file", project_root_dir=docs)
        self.context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
        self.source = self.context.data_sources.add_or_update_pandas("measures")

    def audit(self, lake, table: Table) -> Verdict | None:
        """Audits one table and moves its view when nothing fails; None when there is nothing new."""
        last = passed(lake, table.name)
        version = lake.version(table.name)
        if last and last["version"] == version and lake.exists(f"audited.{table.short}"):
            return None
        loads = ledger.applied(lake, table.name)
        known = set(last["deliveries"]) if last else set()
        new = [i for i in loads if i not in known]
        found = measures(self.contracts, table, lake.name, self.day)
        each, whole = self._measure(lake, table, found, loads, new)
        failed, warned = self._judge(table, found, each, False), self._judge(table, found, each, False, "warn")
        failed |= self._judge(table, found, whole, True)
        warned |= self._judge(table, found, whole, True, "warn")
        if not failed:
            lake.point_view(table.short, version)
        elif not lake.exists(f"audited.{table.short}"):
            lake.point_view(table.short, version, empty=True)
        blocked = [loads[i]["as_of"] for ids in failed.values() for i in ids if i in loads]
        record(lake, table.name, version, not failed, failed, list(loads), min(blocked, default=None),
               max((e["as_of"] for e in loads.values()), default=None))
        return Verdict(table.name, version, failed, warned, not failed)

    def _measure(self, lake, table: Table, found: list[Measure], loads: dict, new: list[str]) -> tuple:
        listed, physical = ", ".join(f"'{i}'" for i in new), lake.name(table.name)
        each = pd.DataFrame([r.asDict() for r in lake.rows(query(table, found, physical, listed, False))])
        each = each.set_index("delivery") if len(each) else pd.DataFrame(index=pd.Index([], name="delivery"))
        each = each.reindex(new)
        each["quarantined"] = [max(0, loads[i]["quarantined"] - 2) / max(1, loads[i]["rows_in"]) for i in new]
        each = each.drop(index=[i for i in new if i in self.released]).reset_index()
        whole = pd.DataFrame([r.asDict() for r in lake.rows(query(table, found, physical, "", True))])
        return each, whole

    def _judge(self, table: Table, found: list[Measure], frame: pd.DataFrame, whole: bool, severity: str = "fail") -> dict:
        """Failed checks → deliveries, through a Great Expectations suite over the frame of measures."""
        chosen = [m for m in found if m.severity == severity and m.name in frame.columns]
        name = f"{table.name}.{'whole' if whole else 'delivery'}.{severity}"
        expectations = suite(self.gx, table, chosen, whole)
        if not expectations or frame.empty:
            return {}
        frame = frame[["delivery", *[m.name for m in chosen if m.whole == whole]]]
        numbers = frame.columns.drop("delivery")
        frame = frame.assign(**{c: pd.to_numeric(frame[c], errors="coerce") for c in numbers})
        built = self.context.suites.add_or_update(self.gx.ExpectationSuite(name=name, expectations=expectations))
        assets = {a.name: a for a in self.source.assets}
        asset = assets.get(name) or self.source.add_dataframe_asset(name)
        batches = {b.name: b for b in asset.batch_definitions}
        batch = batches.get("all") or asset.add_batch_definition_whole_dataframe("all")
        definition = self.context.validation_definitions.add_or_update(
            self.gx.ValidationDefinition(name=name, data=batch, suite=built))
        checkpoint = self.context.checkpoints.add_or_update(
            self.gx.Checkpoint(name=name, validation_definitions=[definition],
                               result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["delivery"]}))
        result = checkpoint.run(batch_parameters={"dataframe": frame})
        broken = {}
        for run in result.run_results.values():
            for item in run.results:
                if not item.success:
                    title = item.expectation_config.meta["title"]
                    rows = (item.result or {}).get("unexpected_index_list") or []
                    broken[title] = [r["delivery"] for r in rows] or [WHOLE]
        return broken

    def publish_docs(self) -> Path:
        """Builds Data Docs; the page to open."""
        pages = self.context.build_data_docs()
        return Path(next(iter(pages.values())).removeprefix("file://"))


def passed(lake, table: str) -> dict | None:
    """The last passed audit of the table: version and the deliveries it rested on."""
    query = (f"select version, deliveries from {lake.name('ops.gate')} where table_name = '{table}' and passed "
             f"order by audited_at desc limit 1")
    rows = lake.rows(query)
    return {"version": rows[0][0], "deliveries": (rows[0][1] or "").split(",")} if rows else None


def record(lake, table: str, version: int, ok: bool, failed: dict, loads: list[str], since, as_of) -> None:
    """Appends the verdict to `ops.gate`. `blocking_since` is the as-of of the first offending delivery."""
    checks = "；".join(f"{title}（{'、'.join(ids)}）" for title, ids in failed.items())
    row = (table, version, dt.datetime.now(dt.UTC), ok, checks, since, as_of, ",".join(loads))
    schema = ", ".join(f"{c} {t}" for c, t in ledger.GATE.items())
    lake.spark.createDataFrame([row], schema).createOrReplaceTempView("verdict")
    lake.insert("ops.gate", "select * from verdict", list(ledger.GATE))
