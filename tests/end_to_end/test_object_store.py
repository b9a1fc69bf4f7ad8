"""The lake in a real object store: the same rows as on a disk, also when the store goes away for a minute in the middle."""

import datetime as dt
import os
import threading
import time
from pathlib import Path

import pytest

from firelake.settings import secret
from simulator import command
from tests.end_to_end.commands import Lake
from tests.end_to_end.object_store import running

AWAY = 60  # seconds
pytestmark = [pytest.mark.full, pytest.mark.lake, pytest.mark.timeout(2400)]


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """A quarter of a small damaged province."""
    out = tmp_path_factory.mktemp("sent") / "province"
    command.run(out, scale=0.02, first=dt.date(2026, 4, 1), last=dt.date(2026, 6, 30), seed=11, core=True)
    return out / "deliveries"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    yield from running(tmp_path_factory.mktemp("minio") / "data")


@pytest.fixture(scope="module")
def remote(store, tmp_path_factory):
    """A lake with a server and a home of its own, whose tables lie in the store."""
    lake = Lake("remote")
    lake.environment |= {"FIRELAKE_HOME": str(tmp_path_factory.mktemp("home")), "FIRELAKE_PORT_BASE": "21400", "FIRELAKE_HEAP": "3g",
                         "FIRELAKE_LAKE": "s3a://firelake/lake", "FIRELAKE_S3_ENDPOINT": store.endpoint,
                         "FIRELAKE_S3_KEY": store.key, "FIRELAKE_S3_SECRET": store.secret}
    # Tokens depend on the key of the home: the two lakes share one.
    mine = Path(lake.environment["FIRELAKE_HOME"]) / "secrets" / "token_key"
    mine.parent.mkdir(mode=0o700)
    mine.write_text(secret("token_key"))
    mine.chmod(0o600)
    try:
        lake.run("up", "postgres", "lake")
        yield lake
    finally:
        lake.run("down")


@pytest.fixture(scope="module")
def wanted(lake_server, sent):
    """Checksums of the same deliveries on a disk."""
    local = Lake("local")
    local.load(sent)
    return local.checksums()


def test_a_lake_in_a_store_that_goes_away_for_a_minute_holds_the_rows_of_a_disk(remote, store, sent, wanted):
    remote.run("land", sent)
    loading = threading.Thread(target=lambda: remote.run("run", succeeds=None))
    loading.start()
    until = time.monotonic() + 600
    silver = store.folder / "firelake" / "lake" / remote.environment["FIRELAKE_NAMESPACE"] / "silver"
    while sum("_delta_log" in names for _, names, _ in os.walk(silver)) < 3 and time.monotonic() < until:
        time.sleep(0.2)
    store.stop()
    time.sleep(AWAY)
    store.start()
    loading.join(900)
    assert not loading.is_alive()
    remote.run("run")
    assert remote.checksums() == wanted
    assert [r for r in remote.json("reconcile") if not r["balanced"]] == []
    files = list((store.folder / "firelake" / "lake").rglob("*.parquet"))
    assert files and not list(Path(remote.environment["FIRELAKE_HOME"]).rglob("lake/silver"))


def test_a_store_that_does_not_answer_is_one_sentence(remote, store):
    store.stop()
    try:
        done = remote.run("run", "--system", "firestat", succeeds=False)
    finally:
        store.start()
    assert "Traceback" not in done.stdout + done.stderr and done.stderr.startswith("✗")


def test_the_keys_of_the_store_stand_on_no_command_line(remote, store):
    lines = [file.read_bytes() for file in Path("/proc").glob("[0-9]*/cmdline") if file.exists()]
    assert any(b"HiveThriftServer2" in line for line in lines)
    assert not [line for line in lines if store.secret.encode() in line]
