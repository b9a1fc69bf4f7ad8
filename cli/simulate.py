"""`firelake simulate`: a province that does not exist, delivered in the real formats, with its truth beside it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import typer


def _date(text: str) -> dt.date:
    from firelake.messages import FirelakeError

    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise FirelakeError("simulate_bad_date", text=text[:20]) from error


def simulate(scale: float = typer.Option(None, min=0.001, help="规模，1 约 6 万个单位；缺省 0.05"),
             first: str = typer.Option(None, "--from", help="历史的第一天，某月 1 日；缺省 2021-01-01"),
             last: str = typer.Option(None, "--to", help="历史的最后一天，某月最后一日；缺省 2026-06-30"),
             seed: int = typer.Option(None, help="随机种子；缺省 7"),
             day: list[str] = typer.Option([], help="在已有历史之后补一个业务日的投递，可重复"),
             out: Path = typer.Option(None, help="输出目录；缺省 .firelake/simulated"),
             clean: bool = typer.Option(False, "--clean", help="不注入缺陷"),
             rate: float = typer.Option(None, min=0, max=1, help="受损行的比例；缺省 0.007"),
             defects: list[Path] = typer.Option([], help="外部注入器 FILE.py，含 damage(files, rng)，可重复"),
             core: bool = typer.Option(None, "--core/--all", help="只投递主路径的表，如 make demo"),
             bad: str = typer.Option(None, help="让 --day 的那一天成为坏投递：codes（一半单位的区划是占位码，审核不通过）"
                                                "或 volume（单位只有一半的行，被搁置）")) -> None:
    """模拟一个不存在的青海：按月投递历史，再按日补充；答案写在 answers/，管道不读。"""
    from firelake.settings import settings
    from simulator import command

    done = command.run(out or settings().home / "simulated", days=[_date(d) for d in day], scale=scale,
                       first=first and _date(first), last=last and _date(last), seed=seed, clean=clean, rate=rate,
                       defects=defects, bad=bad, core=core, progress=typer.echo)
    typer.echo(done)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(simulate)
