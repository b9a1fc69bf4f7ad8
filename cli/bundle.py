"""`firelake bundle pack | open | key | trust`: deliveries carried between networks that are not connected."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import typer

from cli import given

app = typer.Typer(help="签名数据包（摆渡）：在不连通的网络之间搬运投递。")


@app.command()
def pack(out: Path = typer.Argument(..., help="输出目录"),
         feed: list[str] = typer.Option(..., help="装哪些数据源，可重复；别的部门的数据须先经其同意"),
         since: str = typer.Option(None, help="只装这一天及以后接收的投递，YYYY-MM-DD"),
         part_mb: int = typer.Option(1024, min=1, help="每个分卷的大小，MB")) -> None:
    """把接收到的投递装成一个签名的数据包，可分卷。"""
    from cli import lake
    from firelake.messages import text
    from spark_jobs import bundle

    runner = lake.opened()
    given.known("feed", feed, sorted(runner.contracts.feeds))
    begin = given.day(since) if since else ""
    chosen = [d for name in feed for d in runner.landing.deliveries(name)
              if f"{d.received_at:%Y-%m-%d}" >= begin]
    name = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}"
    whole = [d for d in chosen if not d.fault]
    made = bundle.pack(runner.landing, whole, out, name, part_mb << 20)
    typer.echo(text("bundle_packed", count=len(whole), parts=len(made) - 1, file=made[-1]))
    if len(whole) < len(chosen):
        typer.echo(text("bundle_left_out", count=len(chosen) - len(whole)))


@app.command("open")
def open_(listed: Path = typer.Argument(..., help="数据包的清单 NAME.json，分卷放在同一目录")) -> None:
    """验签、核对分卷，接收包内的投递；缺卷或损坏时说明缺哪些，补齐后再运行。"""
    from cli import lake
    from firelake.messages import text
    from spark_jobs import bundle

    found = bundle.unpack(lake.opened().landing, listed, bundle.trusted_keys())
    typer.echo(text("bundle_opened", count=len(found)))


@app.command()
def key() -> None:
    """本方的公钥，交给要信任本方数据包的一方。"""
    from spark_jobs import bundle

    typer.echo(bundle.public_key())


@app.command()
def trust(name: str = typer.Argument(..., help="对方的名字"),
          public: str = typer.Argument(..., help="对方 firelake bundle key 的输出")) -> None:
    """信任一个发送方的公钥。"""
    from firelake.messages import text
    from spark_jobs import bundle

    bundle.trust(name, public)
    typer.echo(text("bundle_trusts", name=name))


def register(parent: typer.Typer) -> None:
    """Adds the commands."""
    parent.add_typer(app, name="bundle")
