"""The only module here that touches the lake: frames in, contract tables out. Everything else is pure."""

import re
from pathlib import Path

import pandas as pd

from firelake.deployment import declared
from firelake.messages import FirelakeError, text
from firelake.settings import settings
from models.fire_risk import windows
from models.fire_risk.run import Scores
from models.fire_risk.task import TRUTH, Task

_NAME = re.compile(r"\b(audited|gold|silver)\.(\w+)")


def place() -> tuple[str | None, bool]:
    """The notice that every product of this deployment carries (simulated data, public source), and whether its data
    are simulated."""
    here = declared()
    simulated = bool(here.get("simulated"))
    return (text("risk_note_simulated") if simulated else here.get("data_notice")), simulated


def labels() -> dict[str, dict[str, str]]:
    """Names of codes per feature column, from the contracts of the tables that features come from."""
    from expectations import contracts

    declared = contracts.load(settings().deployment_dir)
    found = {}
    for table in ("silver.enterprise", "silver.building", "silver.inspection", "silver.unit"):
        for name, column in declared.tables[table].columns.items():
            if column.codes in declared.codes:
                found[name] = dict(declared.codes[column.codes].values)
    return {**found, "last_result_code": found.get("result_code", {})}


def task_frame(lake, task: Task, as_of: str | None = None) -> pd.DataFrame:
    """The rows of a task as pandas, dates as timestamps; of a gold frame only the dates of `windows.grid` up to
    `as_of`, a province of 60,000 units has millions of unit months."""
    query = task.sql
    if task.frame:
        rows = lake.table(task.frame).select(task.as_of).distinct().collect()
        dates = [d for d in map(pd.Timestamp, (row[0] for row in rows)) if as_of is None or d <= pd.Timestamp(as_of)]
        if not dates:
            raise FirelakeError("risk_no_as_of", as_of=as_of or "（空表）")
        wanted = ", ".join(f"date'{d.date()}'" for d in windows.grid(dates, task.split.step_months))
        query = f"select * from {task.frame} where {task.as_of} in ({wanted})"
    frame = lake.spark.sql(_NAME.sub(lambda m: lake.name(m.group(0)), query)).toPandas()
    for name in filter(None, (task.as_of, task.label_known_at)):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def with_truth(frame: pd.DataFrame, task: Task, file: Path) -> pd.DataFrame:
    """Add the simulator's own probability (csv or parquet with the unit, optionally the as-of date, and
    `true_probability`). For evaluation on a simulator only; nothing that scores units ever reads it."""
    truth = pd.read_parquet(file) if file.suffix == ".parquet" else pd.read_csv(file, dtype={task.unit: str})
    keys = [task.unit] + ([task.as_of] if task.as_of in truth else [])
    if task.as_of in truth:
        truth[task.as_of] = pd.to_datetime(truth[task.as_of])
    return frame.merge(truth[[*keys, TRUTH]].drop_duplicates(keys), on=keys, how="left")


def trees(lake) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Regions and fire organisations as code, parent_code, level: those of gold, so that every roll-up has one tree."""
    region = lake.table("gold.region_path").select("region_code", "parent_code", "level_code").toPandas()
    org = lake.table("gold.org_path").select("org_code", "parent_code", "org_level_code").toPandas()
    for frame in (region, org):
        frame.columns = ["code", "parent_code", "level"]
    return region, org


def register(lake) -> pd.DataFrame:
    """What a planner needs to find a unit: unit_id, unit_name, address, region_name, org_name, longitude, latitude."""
    return lake.spark.sql(_NAME.sub(lambda m: lake.name(m.group(0)), """
        select u.unit_id, u.unit_name, u.address, r.region_name, o.org_name, u.longitude, u.latitude
        from audited.unit u left join audited.region r on r.region_code = u.region_code
        left join audited.fire_org o on o.org_code = u.org_code
        where u._seen_to is null""")).toPandas()


def unit_scores(lake) -> pd.DataFrame:
    """model.fire_risk of the newest run; raises when nothing was scored yet."""
    if not lake.exists("model.fire_risk"):
        raise FirelakeError("risk_no_scores")
    units = lake.table("model.fire_risk").toPandas()
    if units.empty:
        raise FirelakeError("risk_no_scores")
    return units


def write(lake, scores: Scores) -> None:
    """Replace the four model tables with this run, each in one commit; a missing one is created from its contract."""
    from expectations import contracts

    tables = contracts.load(settings().deployment_dir).tables
    for name, frame in (("fire_risk", scores.units), ("region_risk", scores.regions), ("org_risk", scores.orgs),
                        ("run", scores.runs)):
        table = f"model.{name}"
        if not lake.exists(table):
            lake.create(table, {name: column.type for name, column in tables[table].columns.items()})
        lake.write_model(table, frame)
