"""The supervisor of this checkout: its configuration, its socket, its processes.

Everything it starts carries FIRELAKE_OWNER, so that what outlives a killed supervisor is found and stopped.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
import xmlrpc.client
from pathlib import Path

from firelake.parts import ORDER, Program, part
from firelake.settings import settings

OWNER = "FIRELAKE_OWNER"
TROUBLE = (OSError, xmlrpc.client.Error, http.client.HTTPException)  # of a supervisor that is gone, or going


def run_dir() -> Path:
    """Configuration and logs."""
    folder = settings().home / "run"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def socket_file() -> Path:
    """A socket's path may have 107 characters, so it lies in a folder of its own when the checkout lies deep."""
    own = run_dir() / "supervisor.sock"
    if len(str(own)) < 90:
        return own
    name = hashlib.sha256(str(settings().home).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"firelake-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / "supervisor.sock"


def rpc():
    """Supervisor's own interface; None when it does not run."""
    from supervisor.xmlrpc import SupervisorTransport

    transport = SupervisorTransport(None, None, f"unix://{socket_file()}")
    server = xmlrpc.client.ServerProxy("http://127.0.0.1", transport).supervisor
    try:
        server.getState()
    except TROUBLE:
        return None
    return server


def tends(program: str) -> bool:
    """Whether the supervisor runs the program, or is about to start it again."""
    server = rpc()
    try:
        return bool(server) and server.getProcessInfo(program)["statename"] in ("STARTING", "RUNNING", "BACKOFF")
    except TROUBLE:
        return False


def write(parts: list[str]) -> None:
    """The configuration with the programs of these parts; 0600, for it holds the environment of the services."""
    folder = run_dir()
    lines = ["[unix_http_server]", f"file={socket_file()}", "chmod=0600", "[supervisord]", f"logfile={folder}/supervisor.log",
             f"pidfile={folder}/supervisor.pid", "nodaemon=false", "silent=true", f"directory={folder}",
             f"childlogdir={folder}", "umask=077", *(["user=root"] if os.geteuid() == 0 else []), "[rpcinterface:supervisor]",
             "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface"]
    for name in (p for p in ORDER if p in parts):
        for program in part(name).programs():
            lines += _program(program)
    draft = folder / "supervisor.draft"
    draft.touch(mode=0o600)
    draft.write_text("\n".join(lines) + "\n")
    draft.rename(folder / "supervisor.conf")


def _program(program: Program) -> list[str]:
    def word(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%") + '"'

    environment = ",".join(f"{k}={word(v)}" for k, v in program.environment.items())
    return [f"[program:{program.name}]", f"command={' '.join(word(c) for c in program.command)}",
            *([f"environment={environment}"] if environment else []),
            *([f"directory={program.directory}".replace("%", "%%")] if program.directory else []),
            "autostart=false", "autorestart=true", "startsecs=1", "startretries=5", f"stopsignal={program.stop_signal}",
            "stopasgroup=true" if program.stop_signal != "INT" or program.name != "postgres" else "stopasgroup=false",
            "killasgroup=true", f"stopwaitsecs={program.stop_seconds}", "redirect_stderr=true",
            f"stdout_logfile={log(program.name)}".replace("%", "%%"), "stdout_logfile_maxbytes=20MB", "stdout_logfile_backups=1"]


def log(program: str) -> Path:
    """Where a program's words go."""
    return run_dir() / f"{program}.log"


def start(parts: list[str]):
    """A running supervisor that knows the programs of `parts`; its interface. Keeps what already runs."""
    write(parts)
    server = rpc()
    if server is None:
        stop_left_over()
        socket_file().unlink(missing_ok=True)
        program = Path(sys.executable).with_name("supervisord")
        subprocess.run([str(program), "-c", str(run_dir() / "supervisor.conf")], check=True, stdin=subprocess.DEVNULL,
                       env={**os.environ, OWNER: str(settings().home), "HOME": os.environ.get("HOME", "/")})
        deadline = time.monotonic() + 15
        while (server := rpc()) is None:
            if time.monotonic() > deadline:
                raise TimeoutError("supervisord")
            time.sleep(0.1)
    added, changed, _ = server.reloadConfig()[0]
    for name in changed:
        server.stopProcessGroup(name)
        server.removeProcessGroup(name)
    known = {p["group"] for p in server.getAllProcessInfo()}
    for name in [*added, *changed]:
        if name not in known or name in changed:
            server.addProcessGroup(name)
    return server


def left_over() -> list[int]:
    """Processes this checkout started, whether or not a supervisor still knows them; never this one or its parents."""
    mark, homes = f"{OWNER}={settings().home}".encode(), tuple(str(settings().home / part) for part in ("postgres", "airflow"))
    mine, pid = set(), os.getpid()
    while pid > 1:
        mine.add(pid)
        pid = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) not in mine:
            try:
                # PostgreSQL and Airflow write their titles over their environment; their folder tells them instead.
                owned = mark in (entry / "environ").read_bytes().split(b"\0") or os.readlink(entry / "cwd").startswith(homes)
                state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
            except OSError:
                continue
            if owned and state != "Z":
                found.append(int(entry.name))
    return found


def stop_left_over(patience: float = 20) -> None:
    """Ends what is left: politely first (PostgreSQL at SIGINT), then for good."""
    deadline, asked = time.monotonic() + patience, set()
    while pids := left_over():
        late = time.monotonic() > deadline
        for pid in pids:
            if late or pid not in asked:
                try:
                    postgres = b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()[:200]
                    os.kill(pid, signal.SIGKILL if late else signal.SIGINT if postgres else signal.SIGTERM)
                except OSError:
                    continue
                asked.add(pid)
        time.sleep(0.2)
