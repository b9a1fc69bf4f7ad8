"""The gate: audits the deliveries that came since the audited version and, if they pass, moves it.

A table that fails stays at its old version, also across later good days, until the offending delivery is released
or retracted. What was judged stands in `ops.gate`, the documents in Data Docs.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from expectations.audit import GRACE, WHOLE, Measure, measures, query, suite
from expectations.model import Contracts, Table
from spark_jobs import ledger, quality_page
from spark_jobs.silver import nothing

AT_ONCE = 2


@dataclass(frozen=True)
class Numbers:
    """The measures of one table at one version: a row per new delivery, and one of the whole table."""

    version: int
    found: list[Measure]
    each: pd.DataFrame
    whole: pd.DataFrame


@dataclass(frozen=True)
class Verdict:
    """What an audit found: the version it looked at, and per failed or warned check the deliveries concerned.
    `judged` is false of a table nothing was delivered to."""

    table: str
    version: int
    failed: dict[str, list[str]]
    warned: dict[str, list[str]]
    moved: bool
    judged: bool = True


class Gate:
    """Audits tables of one deployment in one process; Data Docs are written once at the end."""

    def __init__(self, contracts: Contracts, docs: Path, released: set[str], day: str | None, absent: set[str] = frozenset()):
        self.contracts, self.docs, self.released, self.day, self.absent = contracts, docs, released, day, absent
        self._looked_at, self._unjudged = [], set()

    @cached_property
    def _context(self):
        """Great Expectations' project. To import it takes seconds: meanwhile the server measures."""
        os.environ["GX_ANALYTICS_ENABLED"] = "false"
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

        self.docs.mkdir(parents=True, exist_ok=True)
        context = gx.get_context(mode="file", project_root_dir=self.docs)
        # An empty file that is read again with every look at a setting, thousands of times in an audit.
        (Path(context.root_directory) / context.variables.config_variables_file_path).unlink(missing_ok=True)
        context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
        return context

    @cached_property
    def _batch(self):
        """The one place that frames of measures are handed over at."""
        asset = self._context.data_sources.add_or_update_pandas("measures").add_dataframe_asset("measures")
        return asset.add_batch_definition_whole_dataframe("all")

    def audit(self, lake, tables: list[Table]) -> Iterator[tuple[Table, Verdict | Exception | None]]:
        """Audits tables and moves the views of those in which nothing fails: each with its verdict, None when there is
        nothing new, or what went wrong; a load that was cut short left rows no ledger knows, so its table is not judged.
        The verdicts are written at the end: a killed audit is simply run again.
        """
        before, rows = passed(lake), []
        with lake.still([t.name for t in tables]):  # a table and what the ledger says of it belong together
            loads, views = ledger.applied_by_table(lake), lake.tables("audited")
            with ThreadPoolExecutor(AT_ONCE) as pool:
                versions = dict(pool.map(lambda t: (t.name, lake.version(t.name)), tables))
            halted = {t.name: ledger.unfinished(t.name) for t in tables}

        lake.expect(max((sum(e["loaded"] for e in entries.values()) for entries in loads.values()), default=0))

        def measured(table: Table) -> Numbers | Exception | None:
            name = table.name
            if halted[name]:
                return halted[name]
            try:
                last = before.get(name) if table.short in views else None
                return self._measure(lake, table, versions[name], last, loads.get(name, {}))
            except Exception as error:
                return error

        try:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                for table, found in zip(tables, pool.map(measured, tables), strict=True):
                    if isinstance(found, Numbers):
                        try:
                            found, row = self._decide(lake, table, found, loads.get(table.name, {}))
                            rows.append(row)
                        except Exception as error:
                            found = error
                    if isinstance(found, Exception):
                        self._unjudged.add(table.name)
                    yield table, found
        finally:
            record(lake, rows)

    def _measure(self, lake, table: Table, version: int, last: dict | None, loads: dict[str, dict]) -> Numbers | None:
        """The measures of the deliveries that came since the last passed audit, and of the whole table."""
        new = [i for i in loads if not last or i not in last["deliveries"]]
        # A delivery whose rows are all set aside leaves the table as it was, and must be judged all the same.
        changed = not last or last["version"] != version or any(loads[i]["quarantined"] for i in new)
        if not changed:
            return None
        # What nothing was delivered to holds no row to judge, and costs a suite; `arrivals` tells what should have come.
        if not loads and not any(item["check"] == "row_count" for item in table.audit):
            return Numbers(version, [], pd.DataFrame(), pd.DataFrame())
        found = measures(self.contracts, table, lambda name: self._named(lake, name), self.day)
        physical = f"{lake.name(table.name)} version as of {version}"
        stated = {i: loads[i]["rows_in"] - loads[i]["skipped"] - loads[i]["quarantined"] - loads[i]["collapsed"] for i in new}
        rows = lake.rows(query(table, found, physical, stated))
        frame = pd.DataFrame([r.asDict() for r in rows]).set_index("delivery")
        each = frame.reindex(new)
        # Of a table that keeps every version only a row of the same delivery outranks another.
        for name, term in (("quarantined", "quarantined"), ("doubled", "superseded")):
            each[name] = [max(0, loads[i][term] - GRACE) / max(1, loads[i]["rows_in"]) for i in new]
        each = each.drop(index=[i for i in new if i in self.released]).rename_axis("delivery").reset_index()
        return Numbers(version, found, each, frame.loc[[WHOLE]].reset_index())

    def _named(self, lake, name: str) -> str:
        """The table as a check reads it: one that is not there, or not yet, has no row."""
        return f"({nothing(self.contracts.tables[name])})" if name in self.absent else lake.name(name)

    def _decide(self, lake, table: Table, numbers: Numbers, loads: dict[str, dict]) -> tuple[Verdict, tuple]:
        """The verdict, and its row of `ops.gate`. `blocking_since` is the as-of of the first offending delivery."""
        broken = [*self._judge(table, numbers.found, numbers.each, False), *self._judge(table, numbers.found, numbers.whole, True)]
        failed, warned = ({title: ids for how, title, ids in broken if how == severity} for severity in ("fail", "warn"))
        if not failed:
            lake.point_view(table.short, numbers.version)
        else:
            lake.empty_view(table.short, numbers.version)
        since = min((loads[i]["as_of"] for ids in failed.values() for i in ids if i in loads), default=None)
        newest = max((e["as_of"] for e in loads.values()), default=None)
        checks = "；".join(f"{title}（{'、'.join(ids)}）" for title, ids in failed.items())
        row = (table.name, numbers.version, dt.datetime.now(dt.UTC), not failed, checks, since, newest, ",".join(loads))
        return Verdict(table.name, numbers.version, failed, warned, not failed, bool(numbers.found)), row

    def _judge(self, table: Table, found: list[Measure], frame: pd.DataFrame, whole: bool) -> list[tuple[str, str, list[str]]]:
        """Failed checks as severity, title and deliveries, through a Great Expectations suite over the frame of measures."""
        import great_expectations as gx
        from great_expectations.data_context.types.resource_identifiers import ExpectationSuiteIdentifier

        chosen = [m for m in found if m.whole == whole and m.name in frame.columns]
        context, name = self._context, f"{table.name}.{'whole' if whole else 'delivery'}"
        expectations = suite(gx, table, chosen)
        if not expectations or frame.empty:
            return []
        frame = frame[["delivery", *[m.name for m in chosen]]]
        frame = frame.assign(**{m.name: pd.to_numeric(frame[m.name], errors="coerce") for m in chosen})
        built = context.suites.add_or_update(gx.ExpectationSuite(name=name, expectations=expectations))
        definition = context.validation_definitions.add_or_update(
            gx.ValidationDefinition(name=name, data=self._batch, suite=built))
        checkpoint = context.checkpoints.add_or_update(
            gx.Checkpoint(name=name, validation_definitions=[definition],
                          result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["delivery"]}))
        result = checkpoint.run(batch_parameters={"dataframe": frame})
        self._looked_at += [*result.run_results, ExpectationSuiteIdentifier(name)]
        broken = []
        for item in (item for run in result.run_results.values() for item in run.results if not item.success):
            about = item.expectation_config.meta
            rows = (item.result or {}).get("unexpected_index_list") or []
            broken.append((about["severity"], about["title"], [r["delivery"] for r in rows] or [WHOLE]))
        return broken

    def publish_docs(self, lake) -> Path:
        """Adds the pages of this audit to Data Docs and writes the auditor's page over them; the page to open."""
        if self._looked_at:
            self._context.build_data_docs(resource_identifiers=self._looked_at, build_index=False)
        site = self.docs / "gx" / "uncommitted" / "data_docs" / "local_site"
        return quality_page.write(site, self.contracts, quality_page.standing(lake), self._unjudged)


def passed(lake) -> dict[str, dict]:
    """The last passed audit of every table: its version and the deliveries it rested on."""
    query = (f"select table_name, max_by(version, audited_at), max_by(deliveries, audited_at) from {lake.name('ops.gate')} "
             f"where passed group by table_name")
    return {name: {"version": version, "deliveries": set((ids or "").split(","))} for name, version, ids in lake.rows(query)}


def record(lake, rows: list[tuple]) -> None:
    """Appends verdicts to `ops.gate`."""
    if rows:
        schema = ", ".join(f"{c} {t}" for c, t in ledger.GATE.items())
        lake.spark.createDataFrame(rows, schema).createOrReplaceTempView("verdicts")
        lake.insert("ops.gate", "select * from verdicts", list(ledger.GATE))
