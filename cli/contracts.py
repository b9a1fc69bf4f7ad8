"""`firelake tables | show | feeds`: what the deployment declares."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from cli import given
from cli.dictionary import notes


def _load():
    from expectations import contracts
    from firelake.settings import settings

    return contracts.load(settings().deployment_dir)


def tables(as_json: bool = typer.Option(False, "--json", help="机器可读")) -> None:
    """列出全部表：名称、标题、历史、主题域、数据来源。"""
    loaded = _load()
    rows = [{"table": t.name, "title": t.title, "history": t.history, "area": t.area, "columns": len(t.columns),
             "feeds": [f.name for f in loaded.feeds_into(t.name)]} for t in loaded.tables.values()]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        typer.echo(f"{row['table']:28} {row['title']}\t{row['history']}\t{row['area']}\t{'、'.join(row['feeds']) or '—'}")


def feeds(as_json: bool = typer.Option(False, "--json", help="机器可读")) -> None:
    """列出全部数据源：系统、方式、格式、去向。"""
    rows = [{"feed": f.name, "title": f.title, "system": f.system, "mode": f.mode, "format": f.delivery["format"],
             "every": f.delivery.get("every", ""), "into": list(f.targets)} for f in _load().feeds.values()]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        typer.echo(f"{row['feed']:28} {row['title']}\t{row['mode']}\t{row['format']}\t→ {'、'.join(row['into'])}")


def show(table: str, as_json: bool = typer.Option(False, "--json", help="机器可读")) -> None:
    """一张表的生效契约；部署覆盖过的条目注明出处。"""
    loaded = _load()
    given.known("table", [table], loaded.tables)
    found = loaded.tables[table]
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1, default=str))
        return
    typer.echo(f"{found.name}  {found.title}\n粒度 {found.grain}\n主键 {'、'.join(found.key)}  历史 {found.history}")
    typer.echo(f"来源 {'、'.join(f.name for f in loaded.feeds_into(table)) or '—'}")
    for column in found.columns.values():
        typer.echo(f"  {column.name:26} {column.type:14} {column.title}  {notes(found, column)}".rstrip())
    for rule in found.rules.values():
        typer.echo(f"  规则 {rule.name} [{rule.severity}] {rule.title}: {rule.must}")
    for check in found.audit:
        typer.echo(f"  审核 {check['check']} [{check.get('severity', 'warn')}] {check.get('title', '')}")
    for key, origin in found.origin.items():
        typer.echo(f"  出处 {key or '（全表）'}: {origin}")


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(tables)
    app.command()(feeds)
    app.command()(show)
