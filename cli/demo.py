"""`firelake demo`: from deliveries to the wall through Airflow, and where to look afterwards."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import typer

DATA = typer.Option(None, help="投递所在的目录；部署不是模拟的时必填，缺省取 FIRELAKE_DATA")


def demo(deployment: str = typer.Option(None, help="部署名或部署目录；缺省取 FIRELAKE_DEPLOYMENT"), data: Path = DATA,
         scale: float = typer.Option(0.05, min=0.001, help="模拟的规模，1 约 6 万个单位"),
         seed: int = typer.Option(7, help="模拟的种子"),
         every: bool = typer.Option(False, "--all", help="投递全部数据源，不只是主路径的表")) -> None:
    """从投递到大屏走一遍：启动服务，接收投递，由 Airflow 逐个业务日运行，最后给出各处地址。"""
    from cli import demo_steps as steps
    from firelake import services
    from firelake.deployment import declared
    from firelake.messages import FirelakeError, text
    from firelake.parts import ORDER
    from firelake.settings import settings

    began = time.monotonic()
    if deployment:
        os.environ["FIRELAKE_DEPLOYMENT"] = deployment
        settings.cache_clear()
    declared()
    data = data or settings().data
    if data is None and not steps.simulated():
        raise FirelakeError("demo_needs_data", deployment=settings().deployment)
    if data and not data.is_dir():
        raise FirelakeError("source_missing", source=data)
    province = None if data else steps.Province(settings().state / "demo", scale, seed, not every, typer.echo)

    def up(*parts: str) -> None:
        services.up([*parts], lambda name, seconds: typer.echo(text("part_up", part=name, seconds=f"{seconds:.0f}")))

    with ThreadPoolExecutor(1) as aside:
        typer.echo(text("demo_services"))
        history = aside.submit(province.history) if province else None
        up(*(p for p in ORDER if p != "superset"))
        if history:
            history.result()
        wall = None
        for day, what in province.days() if province else steps.delivered(data):
            steps.run(day, what, typer.echo)
            # The wall is set up once, beside the next day: its roles follow the organisations of the first publication.
            wall = wall or aside.submit(up, "superset")
        wall.result()
    steps.held(typer.echo)
    steps.evaluate()
    rank = steps.rank()
    typer.echo(text("demo_done", minutes=f"{(time.monotonic() - began) / 60:.1f}"))
    for key, address in steps.addresses(rank).items():
        typer.echo("  " + text(key, address=address))
    typer.echo("  " + text("demo_passwords", deployment=settings().deployment))


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(demo)
