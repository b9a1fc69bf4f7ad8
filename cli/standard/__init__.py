"""`firelake standard`: the data and interface standard of a deployment, generated from the contracts."""

from __future__ import annotations

from pathlib import Path

import typer


def standard(out: Path = typer.Option(None, help="目录；缺省在部署的 standard/ 下"),
             since: Path = typer.Option(None, help="上一版的 standard.json，用来列出变化")) -> None:
    """数据及对接协议标准：数据元、代码、投递格式、接口、质量规则、共享属性、与上一版的变化；HTML、docx 和机器可读文件。"""
    from cli.standard import changes, chapters, document, interfaces, page
    from expectations import contracts
    from firelake.messages import FirelakeError, text
    from firelake.settings import settings

    if since and not since.is_file():
        raise FirelakeError("source_missing", source=since)
    loaded = contracts.load(settings().deployment_dir)
    folder = out or settings().state / "standard"
    before = changes.read(since) if since else None
    said = chapters.chapters(loaded, before)
    interfaces.write(folder, loaded)
    page.write(folder / "standard.html", loaded, said)
    document.write(folder / "standard.docx", loaded, said)
    changes.write(folder / "standard.json", loaded)
    typer.echo(text("standard_written", tables=sum(t.layer == "silver" for t in loaded.tables.values()), feeds=len(loaded.feeds),
                    version=changes.version(loaded), folder=folder))


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(standard)
