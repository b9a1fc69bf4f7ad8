"""`firelake up | down | status | doctor | logs`: the local services."""

from __future__ import annotations

import json
import subprocess
import sys

import typer

PARTS = typer.Argument(None, help="postgres、lake、airflow、superset；缺省为全部")
JSON = typer.Option(False, "--json", help="机器可读")


def up(parts: list[str] = PARTS) -> None:
    """启动本机服务（或修复到可用状态）。"""
    from firelake import services
    from firelake.messages import text

    services.up(parts or None, lambda name, seconds: typer.echo(text("part_up", part=name, seconds=f"{seconds:.0f}")))


def down() -> None:
    """停止全部本机服务，不留进程。"""
    from firelake import services
    from firelake.messages import text

    services.down()
    typer.echo(text("all_down"))


def status(passwords: bool = typer.Option(False, "--passwords", help="显示生成的登录口令"), as_json: bool = JSON) -> None:
    """各服务的状态、地址。"""
    from firelake import services

    rows, words = services.status(), services.passwords() if passwords else []
    if as_json:
        typer.echo(json.dumps({"services": rows, **({"passwords": words} if passwords else {})}, ensure_ascii=False, indent=1))
        return
    for row in rows:
        mark = "✓" if row["healthy"] else "✗"
        typer.echo(f"{mark} {row['program']:24} {row['state']:9} {row['pid'] or '—':>8}  {row['address']}")
    for word in words:
        typer.echo(f"  {word['part']:10} {word['user']:12} {word['password']}")


def doctor() -> None:
    """检查本机是否具备运行条件，缺什么说什么。"""
    from firelake.doctor import checks

    found = checks()
    for check in found:
        typer.echo(check.said)
    if not all(check.good for check in found):
        raise typer.Exit(1)


def logs(name: str, follow: bool = typer.Option(False, "--follow", "-f", help="持续显示"),
         lines: int = typer.Option(50, "--lines", "-n", help="末尾行数")) -> None:
    """一个服务的日志。"""
    from firelake import supervision
    from firelake.messages import FirelakeError

    file = supervision.log(name)
    if not file.exists():
        known = "、".join(sorted(f.stem for f in supervision.run_dir().glob("*.log")))
        raise FirelakeError("no_log", name=name, known=known)
    sys.exit(subprocess.run(["tail", "-n", str(lines), *(["-F"] if follow else []), str(file)], check=False).returncode)


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (up, down, status, doctor, logs):
        app.command()(command)
