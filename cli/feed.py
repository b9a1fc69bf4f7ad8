"""`firelake feed draft | check`: a feed proposed for a file, and a file held against its feed, before anybody relies on it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import typer

from cli import given

app = typer.Typer(help="数据源：接入之前先试。", no_args_is_help=True)


@app.command()
def draft(file: Path, name: str = typer.Option(..., help="数据源名称：系统.数据源"),
          into: str = typer.Option(None, help="目标表；缺省取最像的"),
          out: Path = typer.Option(None, help="写入的目录，如 deployments/qinghai/feeds；缺省打印")) -> None:
    """为一个没有契约的文件起草数据源：编码、分隔符、表头、目标表与列。只是草稿，请人核对。"""
    from expectations import contracts
    from firelake.messages import FirelakeError, text
    from firelake.settings import settings
    from spark_jobs.draft import draft as propose

    loaded = contracts.load(settings().deployment_dir)
    given.known("table", [into], [t for t, c in loaded.tables.items() if c.layer == "silver"])
    if not file.is_file():
        raise FirelakeError("source_missing", source=file)
    proposed = propose(loaded, file, name, into)
    if out is None:
        typer.echo(proposed, nl=False)
        return
    target = out / f"{name}.yml"
    if target.exists():
        raise FirelakeError("draft_exists", file=target)
    target.write_text(proposed, "utf-8")
    typer.echo(text("draft_written", file=target))


@app.command()
def check(feed: str, file: Path, as_of: str = typer.Option(None, help="数据日期 YYYY-MM 或 YYYY-MM-DD"),
          as_json: bool = typer.Option(False, "--json", help="机器可读")) -> None:
    """一个文件若作为该数据源的下一个投递：会载入多少行，哪些会标记、隔离，为什么。不写入任何数据。不会被接收时退出码为 1。"""
    from firelake.messages import FirelakeError
    from spark_jobs.rehearsal import rehearse
    from spark_jobs.runner import Runner

    runner = Runner()
    given.known("feed", [feed], sorted(runner.contracts.feeds))
    if not file.exists():
        raise FirelakeError("source_missing", source=file)
    found = rehearse(runner, runner.contracts.feeds[feed], file, as_of)
    if as_json:
        typer.echo(json.dumps(_record(found), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(_lines(found, runner.contracts)))
    if not found.accepted:
        raise typer.Exit(1)


def _record(found) -> dict:
    from firelake.messages import text

    reason = found.state.reason
    return {"state": found.state.status, "reason": text(reason[0], **reason[1]) if reason else "", "rows": found.rows,
            "unused_columns": list(found.header.unmapped) if found.header else [], "tables": [asdict(p) for p in found.parts]}


def _lines(found, contracts) -> list[str]:
    from firelake.messages import text
    from spark_jobs.accept import HELD, LABEL

    record = _record(found)
    mark = "✓" if found.accepted else "!" if found.state.status == HELD else "✗"
    lines = [f"{mark} {text('check_state', state=text(LABEL[found.state.status]), rows=found.rows)} {record['reason']}".rstrip()]
    if record["unused_columns"]:
        lines.append("  " + text("check_unused", columns="、".join(record["unused_columns"])))
    for part in found.parts:
        table = contracts.tables[part.table]
        lines.append("  " + text("check_table", title=table.title, **asdict(part)))
        for word, rules in (("check_aside", part.aside), ("check_flag", part.flags)):
            lines += ["    " + _rule(text(word), table, name, broken) for name, broken in rules.items()]
    return lines


def _rule(word: str, table, name: str, broken) -> str:
    from firelake.messages import text
    from spark_jobs.rules import title

    rows = "、".join(text("check_row", row=row) + (f"“{said}”" if said else "") for row, said in broken.examples)
    return text("check_rule", outcome=word, rule=title(table, name), count=broken.rows, examples=rows)


def register(parent: typer.Typer) -> None:
    """Adds the commands."""
    parent.add_typer(app, name="feed")
