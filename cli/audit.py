"""`firelake audit` and `firelake audit report`, `firelake checks`: the gate, the auditor's month, the inventory of checks."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from cli import given

app = typer.Typer(invoke_without_command=True, help="质量闸门：审核标准层；audit report 写某月的质量月报。")


@app.callback()
def audit(context: typer.Context, area: str = typer.Option(None, help="只审该主题域"),
          table: list[str] = typer.Option(None, help="只审这些表"),
          day: str = typer.Option(None, help="业务日，缺省取 FIRELAKE_DAY")) -> None:
    """质量闸门：审核标准层，通过的表移动“已审版本”，未通过的停在旧版本；生成 Data Docs。audit report 写某月的质量月报。"""
    if context.invoked_subcommand:
        return
    from cli import lake
    from firelake.messages import text

    runner = lake.opened(day)
    areas = runner.contracts.areas()
    given.known("area", [area], areas)
    given.known("table", table or [], lake.declared(runner))
    lines, page = runner.audit(table or (areas[area] if area else lake.filled(runner)))
    typer.echo(text("audit_docs", page=page))
    lake.finish(lines)


@app.command()
def report(month: str = typer.Option(..., help="月份，如 2026-06"),
           out: Path = typer.Option(None, help="目录；缺省在部署的 reports/ 下")) -> None:
    """某月的质量月报：应到与已到、各步行数、违反的规则、评分、待办、谁决定了什么；HTML 和 xlsx。"""
    from cli import lake
    from firelake.messages import text
    from firelake.settings import settings
    from spark_jobs.monthly import facts, kept, sheets, written

    runner = lake.opened(None)
    found = facts.gather(runner, month)
    tables = sheets.sheets(found, runner.contracts, runner.zone)
    folder = out or settings().state / "reports"
    page = written.page(folder / f"{month}.html", found, tables)
    book = written.book(folder / f"{month}.xlsx", found, [*tables, sheets.checks(runner.contracts)])
    runner.keep_scores(kept.rows(found, runner.contracts))
    typer.echo(text("report_written", page=page, book=book))


def checks(as_json: bool = typer.Option(False, "--json", help="机器可读")) -> None:
    """检查清单：每张标准层表的每项检查、维度和清单指纹。"""
    from dataclasses import asdict

    from cli import lake
    from firelake.messages import text
    from spark_jobs import inventory

    items = inventory.inventory(lake.opened(None).contracts)
    if as_json:
        found = {"fingerprint": inventory.fingerprint(items), "checks": [asdict(i) for i in items]}
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for item in items:
        typer.echo(f"{item.table:28} {text(f'dimension_{item.dimension}')} {item.name:34} {item.title}")
    typer.echo(text("checks_listed", count=len(items), fingerprint=inventory.fingerprint(items)))


def register(parent: typer.Typer) -> None:
    """Adds the commands."""
    parent.add_typer(app, name="audit")
    parent.command()(checks)
