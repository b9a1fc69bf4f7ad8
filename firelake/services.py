"""Local services: up, down, status. One supervisor per checkout; `up` mends whatever a killed process left behind."""

from __future__ import annotations

import contextlib
import fcntl
import json
import time
from collections.abc import Callable

from firelake import ports, supervision
from firelake.messages import FirelakeError, text
from firelake.parts import ORDER, part
from firelake.settings import settings

PATIENCE = 180


def up(parts: list[str] | None = None, say: Callable[[str, float], None] = lambda name, seconds: None) -> None:
    """Brings the parts (default all) to health, in order, whatever state they are in. FirelakeError names the one that fails."""
    wanted = [p for p in ORDER if p in (parts or ORDER)]
    unknown = set(parts or []) - set(ORDER)
    if unknown:
        raise FirelakeError("nothing_matches", what=text("word_part"), name="、".join(sorted(unknown)), known="、".join(ORDER))
    with _alone():
        _fresh_ports()
        kept = [p for p in ORDER if p in wanted or p in running()]
        # A part is prepared before its programs are known: PostgreSQL's owner and Airflow's settings come from there.
        server = None
        for name in wanted:
            started = time.monotonic()
            module = part(name)
            if not (server and _is_up(server, name) and module.healthy()):
                module.prepare()
            server = supervision.start([p for p in kept if p in wanted[: wanted.index(name) + 1] or p in running()])
            _start(server, name)
            _wait(server, name)
            if hasattr(module, "after"):
                module.after()
            say(name, time.monotonic() - started)


def down() -> None:
    """Stops everything this checkout started, also what a killed supervisor no longer knows."""
    with _alone():
        server = supervision.rpc()
        if server:
            with contextlib.suppress(Exception):
                for name in reversed(ORDER):
                    for program in part(name).programs() if name in running() else []:
                        with contextlib.suppress(Exception):
                            server.stopProcess(program.name)
                server.shutdown()
            deadline = time.monotonic() + 30
            while supervision.rpc() and time.monotonic() < deadline:
                time.sleep(0.1)
        supervision.stop_left_over()
        supervision.socket_file().unlink(missing_ok=True)


def running() -> list[str]:
    """Parts whose programs the supervisor knows."""
    server = supervision.rpc()
    known = {p["name"] for p in server.getAllProcessInfo()} if server else set()
    return [name for name in ORDER if known and known & {p.name for p in _programs(name)}]


def status() -> list[dict]:
    """Every program: part, state, pid, seconds it runs, whether the part answers, its address."""
    server = supervision.rpc()
    info = {p["name"]: p for p in server.getAllProcessInfo()} if server else {}
    rows = []
    for name in ORDER:
        module, programs = part(name), _programs(name)
        about = module.about() if info and any(p.name in info for p in programs) else {}
        healthy = bool(about) and module.healthy()
        for program in programs:
            p = info.get(program.name)
            runs = bool(p) and p["statename"] == "RUNNING"
            rows.append({"part": name, "program": program.name, "state": p["statename"] if p else "STOPPED",
                         "pid": p["pid"] if runs else None, "seconds": p["now"] - p["start"] if runs else None,
                         "healthy": healthy and runs, "address": about.get("address", "")})
    return rows


def users() -> dict[str, dict[str, str]]:
    """Part → user → name of the secret that holds the password."""
    return {name: part(name).about().get("users", {}) for name in ORDER}


def _programs(name: str) -> list:
    try:
        return part(name).programs()
    except (ImportError, OSError):
        return []


def _start(server, name: str) -> None:
    for program in part(name).programs():
        if server.getProcessInfo(program.name)["statename"] not in ("RUNNING", "STARTING"):
            with contextlib.suppress(Exception):
                server.startProcess(program.name, False)


def _is_up(server, name: str) -> bool:
    with contextlib.suppress(Exception):
        return all(server.getProcessInfo(p.name)["statename"] == "RUNNING" for p in part(name).programs())
    return False


def _wait(server, name: str) -> None:
    deadline, module = time.monotonic() + PATIENCE, part(name)
    while True:
        states = {p.name: server.getProcessInfo(p.name)["statename"] for p in module.programs()}
        dead = [p for p, s in states.items() if s == "FATAL"]
        if dead or time.monotonic() > deadline:
            program = (dead or list(states))[0]
            raise FirelakeError("part_failed", part=name, log=supervision.log(program), words=tail(program, 3))
        if all(s == "RUNNING" for s in states.values()) and module.healthy():
            return
        time.sleep(0.3)


def tail(program: str, lines: int) -> str:
    """The last lines of a program's log."""
    file = supervision.log(program)
    return "\n".join(file.read_text("utf-8", "replace").splitlines()[-lines:]) if file.exists() else ""


def _fresh_ports() -> None:
    """With nothing of ours running, a recorded port somebody else took meanwhile is chosen anew."""
    chosen = ports.read()
    if supervision.rpc() is None:
        supervision.stop_left_over()
        taken = tuple(n for n, p in chosen.items() if not ports.is_free(p))
        if taken or set(chosen) != set(ports.NAMES):
            ports.choose(again=taken)


@contextlib.contextmanager
def _alone():
    """One `up` or `down` at a time."""
    with (supervision.run_dir() / "up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def passwords() -> list[dict]:
    """Who may log in where, with the generated password: for `firelake status --passwords` only."""
    folder = settings().home / "secrets"
    return [{"part": name, "user": user, "password": (folder / word).read_text().strip() if (folder / word).exists() else ""}
            for name, listed in users().items() for user, word in listed.items()]


def report() -> str:
    """The status as JSON."""
    return json.dumps(status(), ensure_ascii=False, indent=1)
