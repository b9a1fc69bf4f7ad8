"""The wall: Superset behind gunicorn, its own database, a reader of schema `wall`, dashboards from files.

`superset/` is written for Superset's environment and takes everything from one 0600 file, `local.json`, written here.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from psycopg import sql

from firelake import ports, postgres
from firelake.deployment import declared
from firelake.messages import FirelakeError
from firelake.parts import Program
from firelake.settings import secret, settings

READER = "wall_reader"  # reads published marts and nothing else; spark_jobs/publish.py grants
DRIVER = "postgresql+psycopg2"
SCREEN = "wall"  # the account of a screen on a wall: looks at everything, changes nothing


def folder() -> Path:
    """Superset's own files of this namespace."""
    return settings().state / "superset"


def address() -> str:
    """Host and port of the wall."""
    return f"127.0.0.1:{ports.read()['superset']}"


def programs() -> list[Program]:
    """Gunicorn, one loaded application forked into two workers."""
    conf = settings().root / "superset" / "gunicorn_conf.py"
    command = [str(_environment() / "gunicorn"), "-c", str(conf), "-b", address(), "superset.app:create_app()"]
    return [Program("superset", command, _variables(), folder(), stop_seconds=25)]


def prepare() -> None:
    """Databases, reader, assets; Superset's tables, roles and dashboards when any of their sources changed.

    Raises FirelakeError when Superset's own database cannot be brought up to date.
    """
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder() / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _set_up()


def _set_up() -> None:
    for database in (_metadata(), settings().namespace):
        postgres.ensure(database)
    keep_private(_metadata())
    ensure_reader(settings().namespace)
    _date_older(settings().namespace)
    local = _local()
    _write_private(folder() / "local.json", json.dumps(local, ensure_ascii=False, indent=1))
    assets = folder() / "assets"
    _run([sys.executable, str(settings().root / "superset" / "build_assets.py"), str(assets), str(folder() / "local.json")])
    done, wanted = folder() / "bootstrap.done", _fingerprint(assets)
    if not done.exists() or done.read_text("utf-8") != wanted:
        done.unlink(missing_ok=True)
        _run([str(_environment() / "python"), str(settings().root / "superset" / "bootstrap.py"), str(assets)])
        done.write_text(wanted, "utf-8")


def healthy() -> bool:
    """Whether the wall answers, and for this namespace: two deployments take turns in one checkout."""
    try:
        with urllib.request.urlopen(f"http://{address()}/firelake/namespace", timeout=5) as answer:
            return answer.read().decode() == settings().namespace
    except (urllib.error.URLError, OSError):
        return False


def after() -> None:
    """Follows files that changed while the wall was up."""
    prepare()


def about() -> dict:
    """Address and accounts for `firelake status`; the values name secrets."""
    return {"address": f"http://{address()}/superset/dashboard/wall/", "users": {"admin": "superset_admin", SCREEN: "superset_wall"}}


def clear_cache() -> None:
    """Forgets kept answers, so that a page loaded after a publication shows it."""
    for file in (folder() / "cache" / "data").glob("*"):
        file.unlink(missing_ok=True)


def published() -> None:
    """What a publication changes here: kept answers, and the roles of organisations that came or went."""
    clear_cache()
    if (folder() / "bootstrap.done").exists():
        prepare()


def ensure_reader(database: str) -> None:
    """The login of the wall in one serving database: connects there, is read-only, owns nothing, makes no table."""
    with postgres.connect(database) as connection:
        connection.autocommit = True
        found = connection.execute("select 1 from pg_roles where rolname = %s", (READER,)).fetchone()
        verb, name = sql.SQL("alter" if found else "create"), sql.Identifier(READER)
        connection.execute(sql.SQL("{} role {} login connection limit 60 password {}")
                           .format(verb, name, sql.Literal(secret("wall_reader"))))
        connection.execute(sql.SQL("alter role {} set default_transaction_read_only = on").format(name))
        connection.execute(sql.SQL("alter role {} set statement_timeout = '60s'").format(name))
        connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(database)))
        connection.execute(sql.SQL("grant connect on database {} to {}").format(sql.Identifier(database), name))


def _date_older(database: str) -> None:
    """Of a wall published before it said so, the figures end with the business day."""
    with postgres.connect(database) as connection:
        known = "select table_name from information_schema.columns where table_schema = 'wall' and column_name = '{}'"
        for (table,) in connection.execute(f"{known.format('as_of')} except {known.format('figures_until')}").fetchall():
            connection.execute(sql.SQL("alter table {} add column figures_until date generated always as (as_of) stored")
                               .format(sql.Identifier("wall", table)))


def keep_private(database: str) -> None:
    """Only its owner connects to this database."""
    with postgres.connect(database) as connection:
        connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(database)))


def _metadata() -> str:
    return f"{settings().namespace}_superset"


def _environment() -> Path:
    return settings().root / ".venvs" / "superset" / "bin"


def _variables() -> dict[str, str]:
    return {"HOME": str(folder()), "SUPERSET_CONFIG_PATH": str(settings().root / "superset" / "superset_config.py"),
            "FIRELAKE_SUPERSET": str(folder() / "local.json"), "LANG": "C.UTF-8", "PYTHONWARNINGS": "ignore",
            "PATH": f"{_environment()}:{os.environ.get('PATH', '/usr/bin:/bin')}"}


def _local() -> dict:
    here = declared()
    approval = (here.get("map") or {}).get("approval")
    return {"namespace": settings().namespace, "home": str(folder()), "address": address(),
            "title": here["title"], "zone": here["zone"], "map": here["center"],
            "map_note": f"审图号：{approval}" if approval else "边界为示意",
            "secret_key": secret("superset_key"), "metadata_uri": postgres.uri(_metadata(), DRIVER), "wall_uri": _without_password(),
            "wall_password": secret("wall_reader"),
            "admin_password": secret("superset_admin"), "orgs": _orgs(),
            "users": [{"name": SCREEN, "password": secret("superset_wall"), "roles": ["数据墙", "总队"]}]}


def _without_password() -> str:
    """The reader's address; the password stands apart, so that exported dashboards carry none."""
    server = urllib.parse.urlsplit(postgres.uri(settings().namespace, DRIVER))
    return server._replace(netloc=f"{READER}@{server.hostname}:{server.port or 5432}").geturl()


def _orgs() -> list[dict]:
    """Organisations of the published wall; none before the first publication."""
    with postgres.connect(settings().namespace) as connection:
        if connection.execute("select to_regclass('wall.wall_org')").fetchone()[0] is None:
            return []
        rows = connection.execute("select org_code, org_name, level_code, region_code from wall.wall_org order by 1").fetchall()
    return [dict(zip(("org_code", "org_name", "level_code", "region_code"), row, strict=True)) for row in rows]


def _fingerprint(assets: Path) -> str:
    files = [*sorted(assets.rglob("*.yaml")), *sorted((settings().root / "superset").glob("*.py")), folder() / "local.json"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _run(command: list[str]) -> None:
    log = folder() / "setup.log"
    with log.open("a", encoding="utf-8") as handle:
        ended = subprocess.run(command, env={**os.environ, **_variables()}, cwd=folder(), stdout=handle, stderr=subprocess.STDOUT)
    if ended.returncode:
        said = [line for line in log.read_text("utf-8", "replace").splitlines() if re.match(r"[\w.]+(Error|Exception)|not imported", line)]
        raise FirelakeError("wall_failed", reason=(said or [str(ended.returncode)])[-1][:300], log=str(log))


def _write_private(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as handle:
        handle.write(text)
