"""`firelake feed draft | check`: a feed proposed for a file, and a file held against its feed, before anybody relies on it."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
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
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", name):
        raise FirelakeError("draft_name", name=name[:40])
    if not file.is_file():
        raise FirelakeError("source_missing", source=file)
    if out and not out.is_dir():
        raise FirelakeError("source_missing", source=out)
    proposed = propose(loaded, file, name, into)
    if out is None:
        typer.echo(proposed, nl=False)
        return
    fault = _fault(settings().deployment_dir, name, proposed)
    target = out / f"{name}.yml{'.draft' if fault else ''}"
    try:
        with target.open("x", encoding="utf-8") as opened:
            opened.write(proposed)
    except FileExistsError:
        raise FirelakeError("draft_exists", file=target) from None
    typer.echo(text("draft_unfinished" if fault else "draft_written", file=target, reason=fault))


def _fault(deployment: Path, name: str, proposed: str) -> str:
    """Why the deployment could not be loaded with this feed in it: one broken file would stop every command."""
    from expectations import contracts
    from expectations.parse import ContractError

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / deployment.name
        shutil.copytree(deployment, copy)
        (copy / "feeds").mkdir(exist_ok=True)
        (copy / "feeds" / f"{name}.yml").write_text(proposed, "utf-8")
        try:
            contracts.load(copy)
        except ContractError as error:
            return str(error).replace(f"{copy}/", "")
    return ""


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
            "unused_columns": list(found.unused), "same_as": found.same, "tables": [asdict(p) for p in found.parts]}


def _lines(found, contracts) -> list[str]:
    from firelake.messages import text
    from spark_jobs.accept import HELD, LABEL

    record = _record(found)
    mark = "✓" if found.accepted else "!" if found.state.status == HELD else "✗"
    lines = [f"{mark} {text('check_state', state=text(LABEL[found.state.status]), rows=found.rows)} {record['reason']}".rstrip()]
    if found.same:
        lines.append("  " + text("check_same", other=found.same))
    if record["unused_columns"]:
        lines.append("  " + text("check_unused", columns="、".join(record["unused_columns"])))
    for part in found.parts:
        table = contracts.tables[part.table]
        lines.append("  " + text("check_table", title=table.title, **asdict(part)))
        if part.otherwise:
            lines.append("    " + text("contract_changed", table=part.table))
        for word, rules in (("check_aside", part.aside), ("check_flag", part.flags)):
            lines += ["    " + _rule(text(word), table, name, broken) for name, broken in rules.items()]
    return lines


def _rule(word: str, table, name: str, broken) -> str:
    from firelake.messages import text
    from spark_jobs.rules import title

    files = {file for file, _, _ in broken.examples}
    rows = "、".join((f"{file} " if len(files) > 1 else "") + text("check_row", row=row) + (f"“{said}”" if said else "")
                    for file, row, said in broken.examples)
    return text("check_rule", outcome=word, rule=title(table, name), count=broken.rows, examples=rows)


def register(parent: typer.Typer) -> None:
    """Adds the commands."""
    parent.add_typer(app, name="feed")
