"""A real Airflow over PostgreSQL runs the chain; `firelake` is a stand-in that notes how it was called."""

import contextlib
import json
import os
import signal
import stat
import subprocess
import time

import psutil
import pytest

from cli.demo_days import run_day
from expectations import contracts
from firelake.messages import FirelakeError
from firelake.parts.airflow_api import Client
from tests.dags.conftest import ROOT

pytestmark = [pytest.mark.airflow, pytest.mark.full]  # starts four servers; docs/roadmap.md
STAGES = ("ingest", "silver", "gold", "publish")
DAGS = [f"trial_{stage}" for stage in STAGES]
LAKE = ROOT / ".venvs" / "lake" / "bin" / "python"
STAND_IN = """#!/usr/bin/env bash
folder=$(dirname "$0")
printf '{"said": "%s", "day": "%s", "deployment": "%s", "namespace": "%s", "by": "%s", "task": "%s"}\\n' \\
  "$*" "$FIRELAKE_DAY" "$FIRELAKE_DEPLOYMENT" "$FIRELAKE_NAMESPACE" "$FIRELAKE_BY" "$FIRELAKE_TASK" >> "$folder/calls"
[ "$*" = "$(cat "$folder/slow" 2>/dev/null)" ] && exec sleep 300
[ "$*" = "$(cat "$folder/broken" 2>/dev/null)" ] && { echo "✗ silver.unit：投递坏了"; exit 1; }
echo "✓ $*"
"""


class Services:
    """PostgreSQL and Airflow of a home of their own, started by the `firelake` of the lake environment."""

    def __init__(self, folder):
        self.home, self.bin = folder / "home", folder / "bin"
        self.bin.mkdir()
        (self.bin / "firelake").write_text(STAND_IN)
        (self.bin / "firelake").chmod(0o755)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "FIRELAKE", "PYTEST"))},
            "FIRELAKE_HOME": str(self.home), "FIRELAKE_BIN": str(self.bin), "FIRELAKE_PORT_BASE": "19800",
            "FIRELAKE_DEPLOYMENT": "qinghai", "FIRELAKE_NAMESPACE": "trial", "FIRELAKE_RETRY_SECONDS": "1"}

    def firelake(self, *words: str) -> str:
        done = subprocess.run([str(LAKE), "-m", "cli.main", *words], cwd=ROOT, env=self.environment,
                              capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def client(self, user: str = "admin") -> Client:
        port = json.loads((self.home / "ports.json").read_text())["airflow"]
        return Client(f"http://127.0.0.1:{port}", user, (self.home / "secrets" / f"airflow_{user}").read_text().strip())

    def noted(self, day: str) -> list[dict]:
        """What the commands of a day saw of their environment, in the order they ran."""
        rows = [json.loads(line) for line in (self.bin / "calls").read_text().splitlines()]
        return [row for row in rows if row["day"] == day]

    def calls(self, day: str, place: tuple[str, str] = ("qinghai", "trial")) -> list[str]:
        """The command lines of a day, all for this deployment and namespace."""
        of_day = self.noted(day)
        assert {(row["deployment"], row["namespace"]) for row in of_day} == {place}
        return [row["said"] for row in of_day]

    def processes(self) -> dict[psutil.Process, str]:
        """Everything this home started that is still there, with its name."""
        code = "from firelake.supervision import left_over; print(*left_over())"
        said = subprocess.run([str(LAKE), "-c", code], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True)
        found = {}
        for pid in said.stdout.split():
            with contextlib.suppress(psutil.NoSuchProcess):
                process = psutil.Process(int(pid))
                found[process] = process.name()
        return found

    def wait_for_slow_command(self) -> None:
        deadline = time.monotonic() + 120
        while "sleep" not in self.processes().values():
            assert time.monotonic() < deadline, "the slow command never ran"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    services = Services(tmp_path_factory.mktemp("chain"))
    try:
        services.firelake("up", "postgres", "airflow")
        yield services
    finally:
        services.firelake("down")


def test_a_business_day_goes_through_the_whole_chain(local):
    said = []
    run_day(local.client(), DAGS, "2026-06-30", said.append, still=120)
    calls = local.calls("2026-06-30")
    declared = contracts.load(ROOT / "deployments" / "qinghai")
    systems, areas = sorted(declared.systems()), sorted(declared.areas())
    assert sorted(calls[:len(systems)]) == [f"run --system {s}" for s in systems]
    assert sorted(calls[len(systems):-5]) == [f"run --area {a}" for a in areas]
    assert calls[-5:] == ["audit", "gold --select tag:before_risk", "risk", "gold --select tag:after_risk", "publish"]
    assert len(said) == len(calls) + 1    # a line per task, and one for the task that closes the first stage
    last = local.client().run("trial_publish", "2026-06-30", "2020-01-01T00:00:00+00:00")
    assert (last.day, last.state) == ("2026-06-30", "success")
    who = {row["said"]: (row["task"], row["by"]) for row in local.noted("2026-06-30")}
    assert who[f"run --system {systems[0]}"] == (f"trial_ingest.bronze.{systems[0]}", "admin")  # who asked for the day
    assert who["publish"] == ("trial_publish.publish", "airflow")                               # what the days before set off


def test_a_failing_task_is_named_with_the_end_of_its_log_and_can_be_run_again(local):
    (local.bin / "broken").write_text("run --area supervision")
    said = []
    with pytest.raises(FirelakeError) as failed:
        run_day(local.client(), DAGS, "2026-07-01", said.append, still=120)
    assert failed.value.key == "demo_task_failed"
    assert failed.value.values["id"] == "trial_silver.silver.supervision"
    assert failed.value.values["log"].splitlines()[-1] == "✗ silver.unit：投递坏了"
    assert len([line for line in said if line.startswith("  ↻")]) == 2
    assert local.calls("2026-07-01").count("run --area supervision") == 3
    assert "audit" not in local.calls("2026-07-01")
    (local.bin / "broken").unlink()
    run_day(local.client(), DAGS, "2026-07-01", said.append, still=120)
    assert local.calls("2026-07-01")[-1] == "publish"


def test_nothing_listens_beyond_this_machine(local):
    addresses = {(c.laddr.ip, c.laddr.port) for process in local.processes() for c in process.net_connections()
                 if c.status == psutil.CONN_LISTEN}
    ports = json.loads((local.home / "ports.json").read_text())
    assert {ip for ip, _ in addresses} == {"127.0.0.1"}
    assert {ports["airflow"], ports["airflow_health"]} <= {port for _, port in addresses}


def test_passwords_and_settings_are_for_their_owner_only(local):
    for name in ("airflow.cfg", "passwords.json"):
        assert stat.S_IMODE((local.home / "airflow" / name).stat().st_mode) == 0o600
    with pytest.raises(FirelakeError) as refused:
        local.client("chief").trigger("trial_ingest", "2026-07-09")
    assert refused.value.values["status"] == 403


def test_another_deployment_replaces_the_dags(local):
    local.environment |= {"FIRELAKE_DEPLOYMENT": "toronto", "FIRELAKE_NAMESPACE": "elsewhere"}
    (local.bin / "slow").write_text("run --system toronto")
    local.firelake("up", "airflow")
    local.client().trigger("elsewhere_ingest", "2026-07-04")
    local.wait_for_slow_command()
    assert local.calls("2026-07-04", ("toronto", "elsewhere")) == ["run --system toronto"]


@pytest.mark.full
def test_down_leaves_no_process_and_no_half_done_command(local):
    local.wait_for_slow_command()
    local.firelake("down")
    assert local.processes() == {}
    local.firelake("up", "postgres", "airflow")


def test_down_leaves_no_process_after_the_supervisor_was_killed(local):
    local.wait_for_slow_command()     # what was cut short before is tried again
    os.kill(int((local.home / "run" / "supervisor.pid").read_text()), signal.SIGKILL)
    local.firelake("down")
    assert local.processes() == {}
