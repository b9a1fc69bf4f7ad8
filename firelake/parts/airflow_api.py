"""A small client of Airflow's API: health, pools, trigger a business day, states of its tasks, ends of their logs."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass

import httpx

from firelake.messages import FirelakeError

COMPONENTS = ("metadatabase", "scheduler", "triggerer", "dag_processor")
PATIENCE = 60


@dataclass(frozen=True)
class Run:
    """One run of a DAG for a business day."""

    dag: str
    title: str
    id: str
    day: str | None
    state: str
    after: str


@dataclass(frozen=True)
class Task:
    """One task of a run. `state` is Airflow's, None until it is scheduled; `seconds` it took or has been running."""

    run: Run
    id: str
    title: str
    state: str | None
    attempt: int
    seconds: float


def healthy(address: str) -> bool:
    """Whether the server answers and says that all its components are well."""
    try:
        said = httpx.get(f"{address}/api/v2/monitor/health", timeout=5).json()
    except (httpx.HTTPError, ValueError):
        return False
    return all((said.get(name) or {}).get("status") == "healthy" for name in COMPONENTS)


class Client:
    """Acts as one user. Waits up to a minute for a server that is being restarted."""

    def __init__(self, address: str, user: str, password: str):
        self.address, self.user, self.password = address, user, password
        self.http = httpx.Client(base_url=address, timeout=30)

    def ensure_pools(self, pools: dict[str, tuple[int, str]]) -> None:
        """Creates or corrects pools: name → (slots, description)."""
        for name, (slots, description) in pools.items():
            body = {"name": name, "slots": slots, "description": description, "include_deferred": False}
            if self._call("POST", "/pools", body, fine=(409,)).status_code == 409:
                self._call("PATCH", f"/pools/{name}", body)

    def trigger(self, dag: str, day: str) -> Run:
        """Starts a run of the business day. Waits for the DAG to be known; FirelakeError says why it is not."""
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self._call("POST", f"/dags/{dag}/dagRuns", {"logical_date": None, "partition_key": day}, fine=(404,))
            if answer.status_code != 404:
                return _run(answer.json())
            if time.monotonic() > deadline:
                errors = self._call("GET", "/importErrors").json()["import_errors"]
                reason = errors[0]["stack_trace"].strip().splitlines()[-1] if errors else "—"
                raise FirelakeError("airflow_no_dag", dag=dag, reason=reason[:300])
            time.sleep(1)

    def run(self, dag: str, day: str, since: str) -> Run | None:
        """The newest run of the DAG for the day that was not created before `since` (an instant as the API writes it)."""
        query = {"partition_key_prefix_pattern": day, "run_after_gte": since, "order_by": "-run_after", "limit": 20}
        found = self._call("GET", f"/dags/{dag}/dagRuns", query=query).json()["dag_runs"]
        return next((run for run in map(_run, found) if run.day == day), None)

    def tasks(self, run: Run) -> list[Task]:
        """All tasks of a run with their states."""
        found = self._call("GET", f"/dags/{run.dag}/dagRuns/{run.id}/taskInstances").json()["task_instances"]
        return [Task(run, t["task_id"], t.get("task_display_name") or t["task_id"], t["state"], t["try_number"], _seconds(t))
                for t in found]

    def log_tail(self, task: Task, lines: int = 20) -> str:
        """The last lines that the task's command printed; of the whole log when the command never began."""
        path = f"/dags/{task.run.dag}/dagRuns/{task.run.id}/taskInstances/{task.id}/logs/{max(task.attempt, 1)}"
        answer = self._call("GET", path, query={"full_content": "true"}, fine=(404,))
        content = answer.json().get("content", []) if answer.status_code == 200 else []
        said = [str(line.get("event", "")) if isinstance(line, dict) else str(line) for line in content]
        if "Output:" in said:
            said = said[said.index("Output:") + 1:]
            ends = [i for i, line in enumerate(said) if line.startswith("Command exited")]
            said = said[: ends[0]] if ends else said
        return "\n".join(line for line in said[-lines:] if not line.startswith("::"))

    def _call(self, method: str, path: str, body: dict | None = None, query: dict | None = None,
              fine: tuple[int, ...] = ()) -> httpx.Response:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                if "Authorization" not in self.http.headers:
                    self._log_in()
                answer = self.http.request(method, f"/api/v2{path}", json=body, params=query)
            except httpx.TransportError as error:
                reason = str(error)
            else:
                if answer.status_code == 401:
                    del self.http.headers["Authorization"]
                elif answer.status_code < 500:
                    break
                reason = f"HTTP {answer.status_code}"
            if time.monotonic() > deadline:
                raise FirelakeError("airflow_unreachable", address=self.address, reason=reason[:200])
            time.sleep(0.5)
        if answer.is_error and answer.status_code not in fine:
            raise FirelakeError("airflow_refused", request=f"{method} {path}", status=answer.status_code, reason=answer.text[:300])
        return answer

    def _log_in(self) -> None:
        answer = self.http.post("/auth/token", json={"username": self.user, "password": self.password})
        if answer.is_error:
            raise FirelakeError("airflow_refused", request="POST /auth/token", status=answer.status_code, reason=answer.text[:300])
        self.http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"


def _run(found: dict) -> Run:
    after = dt.datetime.fromisoformat(found["run_after"]).isoformat()
    return Run(found["dag_id"], found.get("dag_display_name") or found["dag_id"], found["dag_run_id"], found["partition_key"],
               found["state"], after)


def _seconds(task: dict) -> float:
    if task.get("duration") is not None or not task.get("start_date"):
        return task.get("duration") or 0.0
    return (dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(task["start_date"])).total_seconds()
