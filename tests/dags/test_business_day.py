"""How `firelake demo` follows a business day: a line per task, the name and log of one that failed, an end to waiting."""

import itertools

import pytest

from cli import demo_days
from firelake.messages import FirelakeError
from firelake.parts.airflow_api import Run, Task


class Airflow:
    """Plays states: per DAG a list of (state of the run, states of its tasks); each look takes one step."""

    def __init__(self, **played):
        self.played = {dag: iter(itertools.chain(steps, itertools.repeat(steps[-1]))) for dag, steps in played.items()}
        self.asked = []

    def trigger(self, dag, day):
        self.asked.append((dag, day))
        return self.run(dag, day, "")

    def run(self, dag, day, since):
        state, tasks = next(self.played[dag])
        self.now = tasks
        return Run(dag, dag.upper(), f"{dag}-1", day, state, "2026-01-01T00:00:00+00:00") if state else None

    def tasks(self, run):
        return [Task(run, name, f"任务 {name}", state, attempt, 1.5) for name, state, attempt in self.now]

    def log_tail(self, task, lines=20):
        return f"✗ {task.id} 的第 {task.attempt} 次"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(demo_days, "POLL", 0.01)


def test_a_line_per_finished_task_in_order():
    airflow = Airflow(a=[("queued", []), ("running", [("x", "running", 1), ("y", None, 0)]),
                         ("running", [("x", "success", 1), ("y", "running", 1)]),
                         ("success", [("x", "success", 1), ("y", "success", 1)])],
                      b=[(None, []), ("success", [("z", "success", 1)])])
    said = []
    demo_days.run_day(airflow, ["a", "b"], "2026-06-30", said.append)
    assert airflow.asked == [("a", "2026-06-30")]
    assert said == ["  ✓ A · 任务 x：1.5 秒", "  ✓ A · 任务 y：1.5 秒", "  ✓ B · 任务 z：1.5 秒"]


def test_a_retry_is_told_and_waited_for():
    airflow = Airflow(a=[("running", [("x", "up_for_retry", 1)]), ("running", [("x", "running", 2)]),
                         ("success", [("x", "success", 2)])])
    said = []
    demo_days.run_day(airflow, ["a"], "2026-06-30", said.append)
    assert said == ["  ↻ A · 任务 x：第 1 次没有成功，稍后重试。✗ x 的第 1 次", "  ✓ A · 任务 x：1.5 秒"]


def test_a_long_task_is_named_while_it_runs(monkeypatch):
    monkeypatch.setattr(demo_days, "QUIET", 0)
    airflow = Airflow(a=[("running", [("x", "running", 1), ("y", None, 0)]), ("success", [("x", "success", 1)])])
    said = []
    demo_days.run_day(airflow, ["a"], "2026-06-30", said.append)
    assert said == ["  … 正在运行（秒）：任务 x 2", "  ✓ A · 任务 x：1.5 秒"]


def test_a_failed_task_ends_the_wait_with_its_name_and_log():
    airflow = Airflow(a=[("success", [("x", "success", 1)])], b=[("running", [("z", "failed", 3)])])
    with pytest.raises(FirelakeError) as failed:
        demo_days.run_day(airflow, ["a", "b"], "2026-06-30", lambda line: None)
    assert failed.value.key == "demo_task_failed"
    assert failed.value.values == {"dag": "B", "task": "任务 z", "id": "b.z", "log": "✗ z 的第 3 次"}


def test_a_dag_that_failed_without_a_failed_task_ends_the_wait():
    with pytest.raises(FirelakeError) as failed:
        demo_days.run_day(Airflow(a=[("failed", [("x", "skipped", 1)])]), ["a"], "2026-06-30", lambda line: None)
    assert failed.value.key == "demo_dag_failed"


def test_what_does_not_move_is_not_waited_for_for_ever():
    with pytest.raises(FirelakeError) as stuck:
        demo_days.run_day(Airflow(a=[("running", [("x", "scheduled", 0)])]), ["a"], "2026-06-30", lambda line: None, still=0.05)
    assert stuck.value.key == "demo_stuck"
    assert "任务 x scheduled" in str(stuck.value)


def test_a_dag_that_is_never_started_is_not_waited_for_for_ever():
    airflow = Airflow(a=[("success", [("x", "success", 1)])], b=[(None, [])])
    with pytest.raises(FirelakeError) as stuck:
        demo_days.run_day(airflow, ["a", "b"], "2026-06-30", lambda line: None, still=0.05)
    assert stuck.value.values["dag"] == "b"
