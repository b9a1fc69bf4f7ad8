"""The first command of the README in an empty clone with an empty home: a newcomer's first minutes."""

import os
import re
import subprocess
import time
import urllib.request

import pytest

from tests.docs.reading import ROOT

MINUTES = 20  # with package downloads, on two cores


@pytest.fixture
def clone(tmp_path):
    """A clone of what is committed, and the environment of somebody who has nothing of ours."""
    folder, home = tmp_path / "clone", tmp_path / "home"
    home.mkdir()
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FIRELAKE_")}

    def run(*words: str) -> subprocess.CompletedProcess:
        return subprocess.run(words, cwd=folder, env={**kept, "HOME": str(home)}, capture_output=True, text=True, check=False)

    yield run
    run("make", "down")


@pytest.mark.full
@pytest.mark.timeout(60 * (MINUTES + 5))
def test_make_demo_leads_from_nothing_to_the_wall(clone):
    began = time.monotonic()
    done = clone("make", "demo")
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert time.monotonic() - began < 60 * MINUTES
    wall, airflow = re.findall(r"(http://127\.0\.0\.1:\d+)", done.stdout)[:2]
    for address in (wall, airflow):
        with urllib.request.urlopen(address, timeout=30) as answer:
            assert answer.status == 200, address
    assert clone("make", "down").returncode == 0
    assert clone("make", "status").stdout.count("✓") == 0
