"""What a measurement needs: a clock, the machine's facts, a namespace of its own, the engine's commands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from firelake.settings import settings

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Step:
    """One measured step: its seconds, its rows, and the seconds of its parts."""

    name: str
    seconds: float
    rows: int = 0
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> int:
        """Rows per second."""
        return round(self.rows / self.seconds) if self.seconds else 0


def clock(work, *arguments, **named):
    """(seconds, what the work returned)."""
    started = time.monotonic()
    found = work(*arguments, **named)
    return time.monotonic() - started, found


class Bench:
    """One namespace on the local servers: runs commands there in processes of their own; `clear` leaves nothing behind."""

    def __init__(self, namespace: str, deployment: str):
        self.namespace, self.deployment = namespace, deployment
        self.environment = {**os.environ, "FIRELAKE_NAMESPACE": namespace, "FIRELAKE_DEPLOYMENT": deployment}

    def python(self, module: str, *arguments) -> str:
        """Runs `python -m module arguments`; what it printed. SystemExit with the end of its words when it fails."""
        done = subprocess.run([sys.executable, "-m", module, *map(str, arguments)], cwd=ROOT, env=self.environment,
                              capture_output=True, text=True)
        if done.returncode:
            said = [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("\tat ")]
            raise SystemExit("\n".join([f"{module} {' '.join(map(str, arguments))}", *said[-40:]]))
        return done.stdout

    def firelake(self, *words) -> str:
        """Runs a `firelake` command; what it printed."""
        return self.python("cli.main", *words)

    def inside(self, what: str, *arguments) -> dict:
        """Runs one step of tests.benchmarks.inside in the namespace; its JSON."""
        return json.loads(self.python("tests.benchmarks.inside", what, *arguments).splitlines()[-1])

    def clear(self) -> None:
        """Drops the namespace's tables and its folder."""
        self.inside("clear")
        shutil.rmtree(settings().home / self.namespace, ignore_errors=True)


def machine() -> dict[str, str]:
    """Cores, memory, load, versions and commit: what a figure depends on."""
    import duckdb
    import pyspark

    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024**2
    said = subprocess.run(["git", "describe", "--always", "--dirty", "--abbrev=10"], cwd=ROOT, capture_output=True, text=True)
    return {"cores": str(os.cpu_count()), "memory": f"{memory:.0f} GiB", "heap": settings().heap,
            "load": f"{os.getloadavg()[0]:.1f}", "spark": pyspark.__version__, "duckdb": duckdb.__version__,
            "commit": said.stdout.strip(), "at": time.strftime("%Y-%m-%d %H:%M")}
