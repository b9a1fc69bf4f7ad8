"""One set of servers per test session, in a home of its own; every test that needs rows gets its own namespace."""

import datetime as dt
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Before anything of ours is imported: settings are read once. FIRELAKE_TEST_HOME keeps the servers from run to run.
KEEP = "FIRELAKE_TEST_HOME" in os.environ
os.environ["FIRELAKE_HOME"] = str(ROOT / (os.environ.get("FIRELAKE_TEST_HOME") or ".firelake/test"))
os.environ.setdefault("FIRELAKE_PORT_BASE", "19400")
os.environ.setdefault("FIRELAKE_HEAP", "5g")

import pytest  # noqa: E402

SERVERS = ("lake", "superset", "browser", "airflow")


def pytest_collection_modifyitems(items):
    """A test that asks for servers says so: those that do not run beside those that do."""
    for item in items:
        if "services" in item.fixturenames and not any(item.get_closest_marker(mark) for mark in SERVERS):
            raise pytest.UsageError(f"{item.nodeid} asks for servers and has none of the marks {', '.join(SERVERS)}")


@pytest.fixture(scope="session")
def services():
    """Brings parts up when a test first asks for them: `services("postgres", "lake")`. All stop with the session."""
    from firelake import services as local

    yield lambda *parts: local.up(list(parts))
    if not KEEP:
        local.down()


@pytest.fixture(scope="session")
def lake_server(services):
    """PostgreSQL and the lake server."""
    services("postgres", "lake")


@pytest.fixture(scope="session")
def arrived(tmp_path_factory) -> dict[str, Path]:
    """A file of every feed of half a simulated year, by feed."""
    from simulator import command

    out = tmp_path_factory.mktemp("draft") / "simulated"
    command.run(out, scale=0.01, first=dt.date(2026, 1, 1), last=dt.date(2026, 6, 30), seed=5, clean=True)
    return {f.name: next(p for p in sorted(f.rglob("*")) if p.is_file() and p.name != "manifest.json")
            for f in (out / "deliveries").iterdir()}
