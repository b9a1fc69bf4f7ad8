"""Runs one business day through Airflow's chain of DAGs and tells how it goes, task by task."""

from __future__ import annotations

import time
from collections.abc import Callable

from firelake.messages import FirelakeError, text
from firelake.parts.airflow_api import Client, Run, Task

POLL = 0.7
QUIET = 30
STILL = 300
MOVING = ("running", "up_for_retry", "deferred")


def run_day(client: Client, dags: list[str], day: str, say: Callable[[str], None], still: float = STILL) -> float:
    """Triggers the first DAG for the day and waits until the last has ended for it; the seconds it took.

    FirelakeError names the task that failed, with the end of its log, or the DAG that does not move for `still` seconds.
    """
    began = moved = spoke = time.monotonic()
    first = client.trigger(dags[0], day)
    told: dict[tuple[str, str], tuple[str | None, int]] = {}
    at = 0
    run: Run | None = first
    while True:
        tasks = client.tasks(run) if run else []
        for task in tasks:
            seen = (task.state, task.attempt)
            if told.get((task.run.dag, task.id)) != seen:
                told[task.run.dag, task.id], moved = seen, time.monotonic()
                if _tell(client, task, say):
                    spoke = moved
        if run and run.state == "failed":
            raise FirelakeError("demo_dag_failed", dag=run.title, day=day)
        if run and run.state == "success":
            at, run = at + 1, None
            if at == len(dags):
                return time.monotonic() - began
        busy = [task for task in tasks if task.state in MOVING]
        if busy:
            moved = time.monotonic()
            if moved - spoke > QUIET:
                spoke = moved
                say(text("demo_running", tasks="、".join(f"{t.title} {t.seconds:.0f}" for t in busy)))
        elif time.monotonic() - moved > still:
            raise FirelakeError("demo_stuck", dag=dags[at], day=day, seconds=f"{still:.0f}",
                                states="、".join(f"{t.title} {t.state or '—'}" for t in tasks) or "—")
        time.sleep(POLL if run else POLL / 3)
        run = client.run(dags[at], day, first.after)


def _tell(client: Client, task: Task, say: Callable[[str], None]) -> bool:
    """Says that a task ended or will be tried again; an error for one that failed for good. Whether it said anything."""
    if task.state == "success":
        say(text("demo_task", dag=task.run.title, task=task.title, seconds=f"{task.seconds:.1f}"))
    elif task.state == "up_for_retry":
        last = client.log_tail(task, 1)
        say(text("demo_retry", dag=task.run.title, task=task.title, attempt=task.attempt, reason=last))
    elif task.state == "failed":
        raise FirelakeError("demo_task_failed", dag=task.run.title, task=task.title, id=f"{task.run.dag}.{task.id}",
                            log=client.log_tail(task) or "—")
    return task.state in ("success", "up_for_retry")
