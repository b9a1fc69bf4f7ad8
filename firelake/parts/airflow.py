"""Orchestration: Airflow's four programs over the local PostgreSQL, for the DAGs of the deployment that is set."""

from __future__ import annotations

import base64
import configparser
import hashlib
import io
import json
import os
import subprocess
from pathlib import Path

from firelake import ports, postgres
from firelake.messages import FirelakeError
from firelake.parts import Program, airflow_api
from firelake.settings import secret, settings

DATABASE = "airflow"
USERS = {"admin": "admin", "ops": "op", "analyst": "user", "chief": "viewer"}
POOLS = {"lake": (2, "湖仓任务，一台机器同时两个"), "wall": (1, "大屏发布，一次一个")}
# In the order they stop, with the seconds they get: the API server last, so that what is running can still say how it
# ended; the others keep nothing that is not in the database. Without --skip-serve-logs two of them serve task logs on
# every address; the logs lie on this machine anyway.
PROGRAMS = {"airflow_scheduler": (["scheduler", "--skip-serve-logs"], 30),
            "airflow_triggerer": (["triggerer", "--skip-serve-logs"], 3),
            "airflow_dags": (["dag-processor"], 5), "airflow_api": (["api-server"], 5)}


def folder() -> Path:
    """Airflow's own files of this checkout."""
    return settings().home / "airflow"


def address() -> str:
    return f"http://127.0.0.1:{ports.read()['airflow']}"


def programs() -> list[Program]:
    """The programs carry the deployment in their environment: another deployment restarts them with its DAGs."""
    return [Program(name, [str(_environment() / "airflow"), *words], _variables(), folder(), stop_seconds=seconds)
            for name, (words, seconds) in PROGRAMS.items()]


def prepare() -> None:
    """Metadata database, configuration, users. FirelakeError when the database cannot be brought up to date."""
    if not (command := _commands() / "firelake").exists():
        raise FirelakeError("airflow_no_command", command=command)
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    postgres.ensure(DATABASE)
    _write_private(folder() / "airflow.cfg", _configuration())
    _write_private(folder() / "passwords.json", json.dumps({user: secret(f"airflow_{user}") for user in USERS}))
    done, wanted = folder() / "migrated", _version()
    if not _has_tables() or not done.exists() or done.read_text("utf-8") != wanted:
        _run(["db", "migrate"])
        done.write_text(wanted, "utf-8")


def healthy() -> bool:
    """Whether API server, scheduler, DAG processor and triggerer all say so."""
    return airflow_api.healthy(address())


def after() -> None:
    """Pools: a task whose pool is missing would wait for ever without failing."""
    client().ensure_pools(POOLS)


def about() -> dict:
    """Address and accounts for `firelake status`; the values name secrets."""
    return {"address": address(), "users": {user: f"airflow_{user}" for user in USERS}}


def client() -> airflow_api.Client:
    """A client with the administrator's rights."""
    return airflow_api.Client(address(), "admin", secret("airflow_admin"))


def _environment() -> Path:
    return settings().root / ".venvs" / "airflow" / "bin"


def _commands() -> Path:
    """The folder whose `firelake` the tasks run."""
    return Path(os.environ.get("FIRELAKE_BIN") or settings().root / ".venvs" / "lake" / "bin")


def _variables() -> dict[str, str]:
    """Airflow's children look for `airflow` on PATH, the tasks for `firelake`."""
    own = {name: os.environ[name] for name in ("FIRELAKE_RETRY_SECONDS", "FIRELAKE_LANG", "FIRELAKE_HEAP") if name in os.environ}
    return {"AIRFLOW_HOME": str(folder()), "PYTHONPATH": str(settings().root), "LANG": "C.UTF-8",
            "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1", "FIRELAKE_HOME": str(settings().home),
            "FIRELAKE_DEPLOYMENT": settings().deployment, "FIRELAKE_NAMESPACE": settings().namespace,
            "PATH": f"{_environment()}:{_commands()}:{os.environ.get('PATH', '/usr/bin:/bin')}", **own}


def _configuration() -> str:
    """airflow.cfg: what differs from Airflow's defaults. It holds secrets."""
    port = ports.read()
    wanted = {
        "core": {"dags_folder": settings().root / "dags", "load_examples": False, "executor": "LocalExecutor", "parallelism": 4,
                 "dags_are_paused_at_creation": False, "dag_discovery_safe_mode": False,
                 "fernet_key": base64.urlsafe_b64encode(hashlib.sha256(secret("airflow_fernet").encode()).digest()).decode(),
                 "simple_auth_manager_users": ",".join(f"{user}:{role}" for user, role in USERS.items()),
                 "simple_auth_manager_passwords_file": folder() / "passwords.json",
                 "execution_api_server_url": f"{address()}/execution/"},
        "database": {"sql_alchemy_conn": postgres.uri(DATABASE, "postgresql+psycopg2"), "load_default_connections": False,
                     "sql_alchemy_pool_size": 3, "sql_alchemy_max_overflow": 5},
        "api": {"host": "127.0.0.1", "port": port["airflow"], "base_url": address(), "workers": 1,
                "secret_key": secret("airflow_api")},
        "api_auth": {"jwt_secret": secret("airflow_jwt")},
        "scheduler": {"scheduler_idle_sleep_time": 0.2, "enable_health_check": True,
                      "scheduler_health_check_server_host": "127.0.0.1",
                      "scheduler_health_check_server_port": port["airflow_health"]},
        "dag_processor": {"refresh_interval": 30, "min_file_process_interval": 60, "parsing_processes": 1},
        "logging": {"base_log_folder": folder() / "logs", "worker_log_server_port": port["airflow_worker_log"],
                    "trigger_log_server_port": port["airflow_trigger_log"]},
        "usage_data_collection": {"enabled": False},
    }
    written = configparser.RawConfigParser()
    written.read_dict({section: {key: str(value) for key, value in body.items()} for section, body in wanted.items()})
    text = io.StringIO()
    written.write(text)
    return text.getvalue().replace("%", "%%")


def _version() -> str:
    """Airflow's version, as its environment has it."""
    found = next((settings().root / ".venvs" / "airflow").glob("lib/python*/site-packages/apache_airflow_core-*.dist-info"), None)
    return found.name if found else ""


def _has_tables() -> bool:
    with postgres.connect(DATABASE) as connection:
        return connection.execute("select to_regclass('alembic_version')").fetchone()[0] is not None


def _run(words: list[str]) -> None:
    log = folder() / "setup.log"
    with log.open("a", encoding="utf-8") as handle:
        ended = subprocess.run([str(_environment() / "airflow"), *words], env={**os.environ, **_variables()}, cwd=folder(),
                               stdout=handle, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False)
    if ended.returncode:
        last = (log.read_text("utf-8", "replace").strip().splitlines() or ["?"])[-1]
        raise FirelakeError("airflow_failed", reason=last[:300], log=log)


def _write_private(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as handle:
        handle.write(text)
