"""The real commands, run as a person runs them, each namespace by itself."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Lake:
    """`firelake` for a namespace of its own: servers may outlive a session, rows of another run must not be met."""

    def __init__(self, name: str, deployment: str = "qinghai"):
        namespace = f"{name}_{secrets.token_hex(3)}"
        self.environment = {**os.environ, "FIRELAKE_DEPLOYMENT": deployment, "FIRELAKE_NAMESPACE": namespace}

    def run(self, *words, succeeds: bool | None = True) -> subprocess.CompletedProcess:
        """Runs a command to its end; fails with its words when its exit code is not the expected one (None: any)."""
        done = subprocess.run([sys.executable, "-m", "cli.main", *map(str, words)], cwd=ROOT, env=self.environment,
                              capture_output=True, text=True, timeout=900, check=False)
        failed = [line for line in done.stdout.splitlines() if line.startswith("✗")]
        told = "\n".join([" ".join(map(str, words)), *failed, done.stdout[-6000:], done.stderr[-4000:]])
        assert succeeds in (None, done.returncode == 0), told
        return done

    def json(self, *words, succeeds: bool | None = True):
        """What a command with --json says."""
        return json.loads(self.run(*words, "--json", succeeds=succeeds).stdout)

    def load(self, folder: Path) -> None:
        """Lands what lies in the folder and loads it."""
        self.run("land", folder)
        self.run("run")

    def checksums(self) -> dict[str, tuple]:
        return {r["table"]: (r["rows"], r["checksum"]) for r in self.json("checksum")}

    def states(self) -> dict[tuple, str]:
        """(feed, delivery) → state."""
        return {(d["feed"], d["delivery"]): d["state"] for d in self.json("deliveries")}


def disagreements(said: dict) -> dict:
    """What `check-answers --json` finds wrong; empty lists when silver is as it must be."""
    return {"defects": [d for d in said["defects"] if not d["agrees"]], "set aside": said["set_aside_without_defect"],
            "tables": [t for t in said["tables"] if not t["equal"]]}
