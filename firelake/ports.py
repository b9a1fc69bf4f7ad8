"""Ports of this checkout: the first free ones from a base, chosen once and recorded in `.firelake/ports.json`."""

from __future__ import annotations

import fcntl
import json
import socket

from firelake.messages import FirelakeError
from firelake.settings import settings

NAMES = ("postgres", "connect", "thrift", "airflow", "airflow_health", "airflow_worker_log", "airflow_trigger_log", "superset")
SPAN = 400


def read() -> dict[str, int]:
    """Name → port. Chooses them on the first call."""
    file = settings().home / "ports.json"
    return json.loads(file.read_text()) if file.exists() else choose()


def choose(again: tuple[str, ...] = ()) -> dict[str, int]:
    """Chooses the ports that are not recorded yet, and those of `again` anew. FirelakeError when none is free."""
    file = settings().home / "ports.json"
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (file.parent / "ports.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        chosen = json.loads(file.read_text()) if file.exists() else {}
        chosen = {n: p for n, p in chosen.items() if n in NAMES and n not in again}
        base = settings().port_base
        candidates = iter(p for p in range(base, min(base + SPAN, 65536)) if p not in chosen.values() and is_free(p))
        for name in NAMES:
            if name not in chosen:
                port = next(candidates, None)
                if port is None:
                    raise FirelakeError("no_port", first=base, last=base + SPAN - 1)
                chosen[name] = port
        draft = file.with_suffix(".draft")
        draft.write_text(json.dumps(chosen, indent=1))
        draft.rename(file)
    return chosen


def is_free(port: int) -> bool:
    """Whether a server could listen on the loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
