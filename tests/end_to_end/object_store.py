"""A real MinIO on a free port, built from its last published source; started, stopped and started again by tests."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.reading import ROOT

SOURCE = "github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c"
PATIENCE = 60


def binary() -> Path | None:
    """The server's program: FIRELAKE_MINIO, or built once into `.venvs/minio`; None without a Go compiler."""
    if named := os.environ.get("FIRELAKE_MINIO"):
        return Path(named)
    built = ROOT / ".venvs" / "minio" / "minio"
    if not built.exists():
        if not shutil.which("go"):
            return None
        subprocess.run(["go", "install", SOURCE], check=True, env=os.environ | {"GOBIN": str(built.parent)})
    return built


def running(folder: Path) -> Iterator[ObjectStore]:
    """A server over the folder for as long as a fixture lasts; skips loudly where none can be built."""
    program = binary()
    if program is None:
        pytest.skip("NOT TESTED: no Go compiler to build MinIO with, and FIRELAKE_MINIO names none")
    made = ObjectStore(program, folder)
    try:
        made.start()
        yield made
    finally:
        made.stop()


class ObjectStore:
    """One server over a folder, with keys of its own."""

    def __init__(self, program: Path, folder: Path):
        self.program, self.folder, self.process = program, folder, None
        self.key, self.secret, self.port = "firelake", secrets.token_hex(16), _free_port()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = os.environ | {"MINIO_ROOT_USER": self.key, "MINIO_ROOT_PASSWORD": self.secret, "MINIO_BROWSER": "off"}
        with (self.folder.parent / "minio.log").open("a") as log:
            self.process = subprocess.Popen([str(self.program), "server", "--address", f"127.0.0.1:{self.port}", str(self.folder)],
                                            env=environment, stdout=log, stderr=log)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.3)
        raise AssertionError("MinIO does not answer")

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
