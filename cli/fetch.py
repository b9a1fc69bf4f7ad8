"""`firelake fetch`: asks the interfaces of feeds that are not delivered to us."""

from __future__ import annotations

import datetime as dt

import typer

from cli import given


def fetch(feed: list[str] = typer.Argument(None, help="数据源；缺省为全部有接口的数据源"),
          day: str = typer.Option(None, help="业务日（截止），缺省取 FIRELAKE_DAY；按时段取数的只取到该日日终")) -> None:
    """从接口取数：分页、限速、重试、断点续取；取齐后作为一个投递落地，之后与别的投递一样。"""
    from cli import lake
    from firelake.messages import FirelakeError, text
    from firelake.settings import settings
    from spark_jobs.fetching.fetch import fetch as ask
    from spark_jobs.fetching.fetch import moment
    from spark_jobs.lines import Line

    runner, lines = lake.opened(day), []
    given.known("feed", feed or [], sorted(runner.contracts.feeds))
    for name in feed or sorted(f.name for f in runner.contracts.feeds.values() if f.source):
        try:
            asked = runner.contracts.feeds[name]
            found = ask(runner.landing, asked, settings().state / "fetch", moment(asked, dt.datetime.now(dt.UTC), runner.until))
            said = text("fetched", rows=found.stated_rows[-1], delivery=found.id) if found else text("fetched_nothing")
            lines.append(Line(name, said))
        except FirelakeError as error:
            lines.append(Line(name, str(error), failed=True))
        typer.echo(f"{lines[-1].mark} {lines[-1].name}：{lines[-1].said}")
    lake.finish(lines)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(fetch)
