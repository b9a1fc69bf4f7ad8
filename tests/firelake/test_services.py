"""Local services on real processes: they come up, mend themselves, listen on loopback only and leave nothing behind."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("postgres", "lake")
pytestmark = pytest.mark.lake


class Checkout:
    """A home of its own, driven by the command like a person would."""

    def __init__(self, home: Path):
        self.home = home
        self.environment = {**os.environ, "FIRELAKE_HOME": str(home), "FIRELAKE_PORT_BASE": "21400", "FIRELAKE_HEAP": "1g"}

    def run(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, "-m", "cli.main", *words], cwd=ROOT, env=self.environment, text=True,
                              capture_output=True, check=False, timeout=300)

    def up(self) -> None:
        done = self.run("up", *PARTS)
        assert done.returncode == 0, done.stderr

    def status(self) -> dict[str, dict]:
        return {row["program"]: row for row in json.loads(self.run("status", "--json").stdout)["services"] if row["part"] in PARTS}

    def processes(self) -> set[int]:
        code = "from firelake.supervision import left_over; print(*left_over())"
        said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=self.environment, text=True, capture_output=True, check=True)
        return set(map(int, said.stdout.split()))


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    one = Checkout(tmp_path_factory.mktemp("services"))
    one.up()
    yield one
    one.run("down")


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT TESTED: only root hands PostgreSQL to another user")
def test_postgres_runs_from_folders_that_only_root_may_enter(tmp_path, monkeypatch):
    from firelake.parts import postgres
    from firelake.settings import settings

    wheel, closed = Path(postgres.binary("initdb")).parents[2], tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for folder in (wheel, *wheel.parent.glob(f"{wheel.name}.libs")):  # the programs, and beside them their libraries
        shutil.copytree(folder, closed / folder.name, symlinks=True)
    initdb = closed / Path(postgres.binary("initdb")).relative_to(wheel.parent)
    monkeypatch.setattr(postgres, "binary", lambda name: str(initdb.with_name(name)))
    monkeypatch.setenv("FIRELAKE_HOME", str(closed / "home"))
    settings.cache_clear()
    try:
        postgres.prepare()
        data = str(postgres.data())
        asked = [*postgres.as_owner(), postgres.binary("postgres"), "-D", data, "-C", "data_directory"]
        said = subprocess.run(asked, capture_output=True, text=True, check=False, cwd="/")
    finally:
        settings.cache_clear()
    assert (said.returncode, said.stdout.strip(), said.stderr) == (0, data, "")


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    time.sleep(1)


def test_both_parts_are_healthy_after_up(checkout):
    assert {name: (row["state"], row["healthy"]) for name, row in checkout.status().items()} == dict.fromkeys(
        PARTS, ("RUNNING", True))


def test_every_process_we_started_listens_on_loopback_only(checkout):
    said = subprocess.run(["ss", "-ltnpH"], text=True, capture_output=True, check=True).stdout
    ours = checkout.processes()
    sockets = [line.split()[3] for line in said.splitlines() if ours & set(map(int, re.findall(r"pid=(\d+)", line)))]
    assert len(sockets) >= 3
    assert [s for s in sockets if not re.match(r"(127\.0\.0\.1|\[::1\]|\[::ffff:127\.0\.0\.1\]):", s)] == []


def test_the_lake_refuses_a_client_without_the_token(checkout):
    code = ("from pyspark.sql.connect.session import SparkSession; from firelake import ports; "
            "SparkSession.builder.remote(f\"sc://localhost:{ports.read()['connect']}/;token=wrong\").create().sql('select 1').collect()")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=checkout.environment, text=True, capture_output=True,
                          check=False, timeout=120)
    assert done.returncode != 0 and "UNAUTHENTICATED" in done.stderr


def test_secrets_and_configuration_are_readable_by_the_owner_only(checkout):
    files = [*(checkout.home / "secrets").iterdir(), checkout.home / "run" / "supervisor.conf"]
    assert {oct(f.stat().st_mode & 0o777) for f in files} == {"0o600"}


def test_a_killed_part_comes_back_with_up(checkout):
    for program in PARTS:
        kill(checkout.status()[program]["pid"])
        checkout.up()
        assert all(row["healthy"] for row in checkout.status().values())


def test_up_takes_over_from_a_killed_supervisor(checkout):
    before = checkout.processes()
    kill(int((checkout.home / "run" / "supervisor.pid").read_text()))
    checkout.up()
    assert all(row["healthy"] for row in checkout.status().values())
    assert not before & checkout.processes()


def test_down_leaves_no_process_even_when_the_supervisor_was_killed(checkout):
    kill(int((checkout.home / "run" / "supervisor.pid").read_text()))
    assert checkout.processes()
    assert checkout.run("down").returncode == 0
    assert checkout.processes() == set()
