"""Fixtures of the contract tests: the contracts of Qinghai, and an engine that evaluates their rules."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from expectations.contracts import load

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def contracts():
    return load(ROOT / "deployments" / "qinghai")


@pytest.fixture(scope="session")
def engine():
    """The running engine process; it ends when its input is closed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SPARK_")}
    environment["PYTHONPATH"] = str(ROOT)
    process = subprocess.Popen([sys.executable, str(Path(__file__).with_name("engine.py"))], env=environment, text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    yield process
    process.stdin.close()
    process.wait(timeout=60)


@pytest.fixture(scope="session")
def breaks(engine):
    """breaks(table, *rows) -> one set of broken rule names per row; cells are texts, missing cells are null."""

    def ask(table: str, *rows: dict) -> list[set[str]]:
        print(json.dumps({"table": table, "rows": rows}), file=engine.stdin, flush=True)
        answer = json.loads(engine.stdout.readline() or '"the engine died"')
        assert isinstance(answer, list), answer
        return [set(names) for names in answer]

    return ask
