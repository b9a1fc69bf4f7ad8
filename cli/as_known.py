"""`firelake as-known`: a table as it was known on a day."""

from __future__ import annotations

from pathlib import Path

import typer

from cli import given


def as_known(table: str = typer.Argument(help="标准层的表，如 silver.unit"), day: str = typer.Argument(help="哪一天，YYYY-MM-DD"),
             out: Path = typer.Option(None, help="写入的 csv 文件；缺省在 exports 目录")) -> None:
    """某一天结束时知道的是什么：那时的版本，导出为 csv（列名为中文，私密列不导出）。"""
    import pyarrow.csv as csv

    from firelake.messages import FirelakeError, text
    from firelake.settings import settings
    from spark_jobs import report
    from spark_jobs.delivery import as_of_from
    from spark_jobs.runner import Runner

    runner = Runner()
    given.known("table", [table], [t for t, c in runner.contracts.tables.items() if c.layer == "silver"])
    declared, stated = runner.contracts.tables[table], given.day(day)
    rows = report.as_known(declared, as_of_from(stated, runner.zone))
    path = out or settings().state / "exports" / f"{declared.short}_{stated}.csv"
    if out and not path.parent.is_dir():
        raise FirelakeError("source_missing", source=path.parent)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    titles = [declared.columns[c].title or c if c in declared.columns else c for c in rows.column_names]
    titles = [f"{t}（{c}）" if titles.count(t) > 1 else t for t, c in zip(titles, rows.column_names, strict=True)]
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf")  # else the usual spreadsheet takes it for another encoding
        csv.write_csv(rows.rename_columns(titles), file)
    typer.echo(text("as_known", table=table, title=declared.title, day=stated, count=rows.num_rows, file=path))


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("as-known")(as_known)
