"""`firelake arrivals`: what should have come and did not."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from zoneinfo import ZoneInfo

import typer

from cli import given


def arrivals(day: str = typer.Option(None, help="业务日，缺省取 FIRELAKE_DAY，再缺省为今天"),
             feed: str = typer.Option(None, help="只看该数据源"),
             as_json: bool = typer.Option(False, "--json", help="机器可读")) -> None:
    """应报未报：每个数据源、每个范围到业务日为止该来的每一期，哪些没来、被搁置或被拒收。"""
    from spark_jobs.arrivals import arrivals as owed
    from spark_jobs.runner import Runner

    runner = Runner()
    given.known("feed", [feed], sorted(runner.contracts.feeds))
    stated = given.day(day)
    until = dt.date.fromisoformat(stated) if stated else dt.datetime.now(ZoneInfo(runner.zone)).date()
    feeds = [runner.contracts.feeds[name] for name in ([feed] if feed else sorted(runner.contracts.feeds))]
    works, found = runner.workdays(feeds), []
    for contract in feeds:
        found += owed(contract, runner.intake(contract.name).states().values(), until, runner.zone, works) or [_never(contract)]
    if as_json:
        typer.echo(json.dumps([asdict(a) for a in found], ensure_ascii=False, indent=1, default=str))
        return
    for arrival in found:
        typer.echo(_line(arrival))


def _never(feed):
    from spark_jobs.arrivals import Arrival

    return Arrival(feed.name, "", feed.delivery.get("every", "irregular"), None, (), (), ())


def _line(arrival) -> str:
    from firelake.messages import text

    said = [text(f"arrivals_{what}", count=len(periods), periods=_short(periods))
            for what in ("missing", "held", "rejected") if (periods := getattr(arrival, what))]
    last = text("arrivals_last", day=arrival.last) if arrival.last else text("arrivals_never")
    mark = "✓" if arrival.complete and arrival.last else "!"
    return f"{mark} {f'{arrival.feed} {arrival.scope}':36} {text(f'arrivals_{arrival.every}')} {last}{'；'.join(['', *said])}".rstrip()


def _short(periods: tuple[str, ...]) -> str:
    return "、".join(periods if len(periods) <= 6 else [*periods[:3], "…", *periods[-2:]])


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(arrivals)
