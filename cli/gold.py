"""`firelake gold`: build the gold layer with dbt, for one business day."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from cli import given

RESULTS = {"LogSeedResult", "LogModelResult", "LogTestResult"}
FEW = 250_000  # rows of silver below which queries are interpreted

SELECT = typer.Option("--select", "-s", help="dbt 选择式，可多次；如 tag:before_risk、tag:after_risk")


def gold(select: Annotated[list[str] | None, SELECT] = None,
         day: str = typer.Option(None, "--day", help="业务日 YYYY-MM-DD，缺省取 FIRELAKE_DAY，再缺省为已载入数据的最后一天"),
         derive: bool = typer.Option(False, "--derive", help="只按契约重写 dbt 的派生文件")) -> None:
    """标准层 → 专题库、标签库、风险特征、大屏数据。每张表一行；一张失败，其余照常完成。"""
    from cli import gold_derived
    from expectations import contracts
    from firelake.messages import text
    from firelake.settings import settings

    loaded = contracts.load(settings().deployment_dir)
    if not derive:
        make(loaded, day, select or [])
        return
    for file, wanted in gold_derived.committed(loaded, settings().root / "dbt").items():
        file.write_text(wanted, "utf-8")
        typer.echo(text("gold_derived", file=file.relative_to(settings().root)))


def make(loaded, day: str | None, select: list[str], say: Callable[[str], None] = typer.echo) -> None:
    """Builds gold for the day from contracts that are loaded. FirelakeError names what failed."""
    from cli import gold_derived
    from firelake.messages import FirelakeError
    from firelake.settings import settings

    dbt, state = settings().root / "dbt", settings().state / "gold"
    checked(loaded)
    zone = loaded.deployment.get("zone", "UTC")
    day = business_day(day, zone)
    gold_derived.write_seeds(loaded, settings().deployment_dir, state / "seeds")
    with _single_writer():
        variables = {"as_of": day, "until": until(loaded.deployment, day), "zone": zone}
        failed = build(dbt, state, variables, select, say)
        if took_up(failed):
            failed = build(dbt, state, variables, select, say)
    if failed:
        for name, reason in failed.items():
            typer.echo(f"  {name}：{reason}", err=True)
        raise FirelakeError("some_failed", count=len(failed), names="、".join(failed))


def until(deployment: dict, day: str) -> str:
    """The day with which the periods of the figures end: the business day, or an earlier one that the deployment names."""
    return min(day, deployment.get("figures_until", day))


def business_day(day: str | None, zone: str) -> str:
    """The given day, or that of FIRELAKE_DAY, checked; else the local day of the newest loaded delivery. Never today's date."""
    from firelake.messages import FirelakeError

    stated = given.day(day)
    if stated:
        return stated
    from spark_jobs.lakehouse import Lakehouse

    with Lakehouse.open() as lake:
        local = f"to_date(from_utc_timestamp(max(as_of), '{zone}'))"
        newest = lake.rows(f"select {local} from {lake.name('ops.load')}")[0][0]
    if newest is None:
        raise FirelakeError("gold_no_day")
    return newest.isoformat()


def checked(loaded) -> None:
    """FirelakeError when a file that is derived from the contracts is not what they say."""
    from cli import gold_derived
    from firelake.messages import FirelakeError
    from firelake.settings import settings

    for file, wanted in gold_derived.committed(loaded, settings().root / "dbt").items():
        if not file.is_file() or file.read_text("utf-8") != wanted:
            raise FirelakeError("gold_stale", file=file.relative_to(settings().root))


def build(dbt: Path, state: Path, variables: dict[str, str], select: list[str], say: Callable[[str], None]) -> dict[str, str]:
    """Runs `dbt build`, saying a line per node; name → reason of every node that failed."""
    from firelake import ports
    from firelake.settings import settings

    where = {"FIRELAKE_THRIFT_HOST": "127.0.0.1", "FIRELAKE_THRIFT_PORT": str(ports.read()["thrift"]),
             "FIRELAKE_NAMESPACE": settings().namespace, "FIRELAKE_GOLD_COMPILED": str(_many_rows()).lower(),
             "FIRELAKE_DBT_SEEDS": os.path.relpath(state / "seeds", dbt),
             "DBT_TARGET_PATH": str(state / "target"), "DBT_LOG_PATH": str(state / "logs")}
    command = [str(Path(sys.executable).with_name("dbt")), "--log-format", "json", "build", "--project-dir", str(dbt),
               "--profiles-dir", str(dbt), "--vars", json.dumps(variables)]
    command += ["--select", *select] if select else []
    said, ran = [], 0
    results = state / "target" / "run_results.json"
    results.unlink(missing_ok=True)
    with subprocess.Popen(command, cwd=dbt, env={**os.environ, **where}, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            event = _event(line)
            info, data = event.get("info", {}), event.get("data", {})
            if info.get("name") in RESULTS:
                ran += 1
                bad = data["status"].lower() in ("error", "fail", "runtime error")
                say(f"{'✗' if bad else '✓'} {data['node_info']['node_name']}：{data['execution_time']:.1f} 秒")
            elif info.get("level") in ("error", "warn"):
                said.append(" ".join(info.get("msg", "").split())[:300])
    failed = _failures(results)
    if not failed and (process.returncode or not ran):  # a selection that names nothing is a mistake, too
        failed["dbt"] = "；".join(said[:3]) or str(process.returncode)
    return failed


def took_up(failed: dict[str, str]) -> bool:
    """Takes up the seeds in whose making the server was killed: dbt would fail on them for ever. Whether there were any."""
    from spark_jobs.lakehouse import LOST, Lakehouse

    lost = [name for name, reason in failed.items() if LOST in reason]
    if lost:
        with Lakehouse.open() as lake:
            for name in lost:
                lake.take_up(f"gold.{name}", {"taken_up": "boolean"})  # dbt drops a seed and makes it anew
    return bool(lost)


def _many_rows() -> bool:
    """Whether silver holds so many rows that compiling queries pays. Gold reads the ledger, which a lake of old may lack a table of."""
    from spark_jobs import ledger
    from spark_jobs.lakehouse import Lakehouse

    with Lakehouse.open(only="ops") as lake:
        ledger.prepare(lake)
        counted = lake.rows(f"select sum(loaded) from {lake.name('ops.load')}")
    return (counted[0][0] or 0) > FEW


def _failures(results: Path) -> dict[str, str]:
    """Node → reason of what failed, and of what was not built because of it."""
    from firelake.messages import text

    found = {}
    for result in json.loads(results.read_text("utf-8"))["results"] if results.is_file() else []:
        name, message = result["unique_id"].split(".")[2], result.get("message") or ""
        if result["status"] == "skipped":
            found[name] = text("gold_skipped")
        elif result["status"] in ("error", "fail"):
            spark = re.search(r"\[[A-Z_.]+\] (?!org\.)[^\n]+", message)  # Spark's own sentence, without its stack
            found[name] = (spark.group() if spark else " ".join(message.split()))[:400]
    return found


def _event(line: str) -> dict:
    try:
        return json.loads(line)
    except json.JSONDecodeError:
        return {}


@contextmanager
def _single_writer():
    """One build per namespace at a time; the lock goes with the process."""
    from firelake import postgres
    from firelake.settings import settings

    with postgres.connect() as connection:
        connection.autocommit = True
        connection.execute("select pg_advisory_lock(hashtextextended(%s, 0))", (f"{settings().namespace}/gold",))
        yield


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(gold)
