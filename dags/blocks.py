"""The pieces all DAGs are built from: a DAG of one stage, a task that runs one `firelake` command, an asset."""

from __future__ import annotations

import datetime as dt
import os
import shlex

from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG, Asset, CronPartitionTimetable, PartitionedAssetTimetable, PartitionedAtRuntime

from dags.wiring import Wiring, text

START = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def asset(here: Wiring, name: str) -> Asset:
    """What a task emits when it ends well, also when nothing was new."""
    return Asset(name=f"{here.namespace}/{name}", uri=here.asset(name))


def clock(here: Wiring):
    """The night run of the day that has just ended; without a clock, only runs that somebody asks for."""
    if here.nightly is None:
        return PartitionedAtRuntime()
    return CronPartitionTimetable(here.nightly, timezone=here.zone, run_offset=-1, key_format="%Y-%m-%d")


def after(here: Wiring, name: str) -> PartitionedAssetTimetable:
    """Once this asset was emitted for a business day.

    One asset only: when two that a DAG waits for are emitted at the same moment, Airflow 3.3.2 on PostgreSQL notes them
    in two separate waiting lists and the DAG never starts. A stage with parallel tasks ends in one `complete`.
    """
    return PartitionedAssetTimetable(assets=asset(here, name))


def stage(here: Wiring, name: str, schedule, tier: int) -> DAG:
    """The DAG of one stage: one run at a time, retries with back-off. The partition key is the business day."""
    return DAG(
        here.dag_id(name), schedule=schedule, start_date=START, catchup=False, max_active_runs=1,
        dag_display_name=text(f"dag_{name}"), doc_md=text(f"dag_{name}_doc"),
        tags=[here.namespace, here.title, f"tier_{tier}"],
        default_args={"retries": 2, "retry_delay": dt.timedelta(seconds=float(os.environ.get("FIRELAKE_RETRY_SECONDS", 30))),
                      "retry_exponential_backoff": True, "max_retry_delay": dt.timedelta(minutes=10)})


def command(here: Wiring, task_id: str, *words: str, title: str, owner: str, emits: str | None = None, pool: str = "lake",
            hours: float = 2, always: bool = False) -> BashOperator:
    """A task that runs `firelake` with these words. The day travels in the environment, never in the command line. `always`:
    also when the task before it failed, for an interface that is away must not keep back what was delivered."""
    return BashOperator(
        task_id=task_id, task_display_name=title, bash_command=shlex.join(["firelake", *words]), owner=owner, pool=pool,
        env={"FIRELAKE_DAY": "{{ dag_run.partition_key }}", "FIRELAKE_DEPLOYMENT": here.deployment,
             "FIRELAKE_NAMESPACE": here.namespace, "FIRELAKE_TASK": "{{ dag.dag_id }}.{{ task.task_id }}",
             "FIRELAKE_BY": "{{ dag_run.triggering_user_name or 'airflow' }}"},
        append_env=True, trigger_rule="all_done" if always else "all_success", do_xcom_push=False,
        execution_timeout=dt.timedelta(hours=hours),
        outlets=[asset(here, emits)] if emits else [])


def complete(here: Wiring, emits: str) -> EmptyOperator:
    """All parallel tasks of the stage have ended well: emits the one asset that the next stage waits for."""
    return EmptyOperator(task_id="complete", task_display_name=text("task_complete"), owner=text("dag_owner"), pool="lake",
                         outlets=[asset(here, emits)], execution_timeout=dt.timedelta(minutes=10))
