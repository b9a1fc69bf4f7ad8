"""`firelake trial`: what a changed rule would move on the wall, before it is released."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path

import typer

from cli import given


def trial(table: list[str] = typer.Option(None, help="契约没有变的表也重新折叠；可多次"),
          out: Path = typer.Option(None, help="目录；缺省在部署的 trials/ 下"),
          as_json: bool = typer.Option(False, "--json", help="机器可读")) -> None:
    """规则变更试算：按当前契约和模型重算专题层，与大屏上的数字逐项对比；湖中的表和大屏都不动。

    契约与入湖时不同的表、停在旧版本的表从贴源层重新折叠、审核；其余各表取现行的已审版本。结果留在 <部署>_trial 中，下次试算时清除。"""
    from cli import lake, publish
    from firelake.messages import FirelakeError, text
    from firelake.settings import settings
    from firelake.settings import trial as aside
    from spark_jobs import marts, sheet
    from spark_jobs.lakehouse import Lakehouse
    from spark_jobs.publish import days, stamped
    from spark_jobs.trial import ground, moved, published, told

    runner = lake.opened()
    given.known("table", table or [], lake.filled(runner))
    declared = marts.published(settings().root / "dbt" / "models")
    if settings().trial_of:
        raise FirelakeError("trial_reads_only")
    with Lakehouse.still(["trial"]):  # one at a time
        shown = published.read(settings().namespace, declared)
        with Lakehouse.open() as house:
            before, passed = ground.standing(house)
            anew = ground.changed(house, runner.contracts, runner.absent)
            there = {layer: house.tables(layer) for layer in ("silver", "audited", "model")}
            anew += [name for name in table or [] if name not in anew]
            loaded = [name for name in anew if runner.contracts.tables[name].short in there["silver"]]
            if waiting := lake.opened(shown.day).pending(house, loaded):  # what came for later days is not on the wall either
                raise FirelakeError("trial_unloaded", tables="、".join(waiting))
        _is_shown(shown, passed)
        with aside():
            verdicts = _made(shown.day, anew, there)
            with Lakehouse.open() as house:
                after, _ = ground.standing(house)
            gathered = publish.gathered()
            about = {"publication_id": shown.publication_id} | days(gathered) | {"as_of": dt.date.fromisoformat(shown.day)}
            frames = {name: frame.to_pandas() for name, frame in stamped(gathered, about).items()}
        with Lakehouse.open() as house:
            _is_shown(shown, ground.standing(house)[1])  # audited views of the lake were read all the while
    found = told.Told(shown.publication_id, shown.day, anew, (before, after), verdicts, moved.compare(declared, shown.frames, frames))
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    notes, tables = told.notes(found, runner.contracts), told.sheets(found, runner.contracts)
    name, folder = text("trial_file", id=found.publication_id), out or settings().state / "trials"
    for line in told.lines(found, runner.contracts):
        typer.echo(line)
    page = sheet.page(folder / f"{name}.html", notes, tables)
    book = sheet.book(folder / f"{name}.xlsx", name, notes, tables)
    typer.echo(text("trial_written", page=page, book=book))


def _is_shown(shown, passed: dict[str, int]) -> None:
    """FirelakeError when the lake has moved on from what the wall shows."""
    from firelake.messages import FirelakeError
    from spark_jobs.trial import published

    if behind := published.moved_on(shown, passed):
        raise FirelakeError("trial_moved_on", id=shown.publication_id, tables="、".join(behind))


def _made(day: str, anew: list[str], there: dict[str, set[str]]) -> list[tuple[str, str]]:
    """The trial from its tables to its marts; what the gate said."""
    from cli import gold, lake, risk
    from firelake.messages import text
    from firelake.settings import settings
    from models.fire_risk import task
    from spark_jobs.lakehouse import Lakehouse
    from spark_jobs.trial import ground

    def quiet(_line: str) -> None:
        """A trial tells what it found, not every step."""

    def begun(step: str) -> None:
        typer.echo(f"… {text(f'trial_{step}')}", err=True)

    runner = lake.opened(day, aside=True)
    gold.checked(runner.contracts)
    with Lakehouse.open(only="trial") as house:
        ground.lay(house, runner.contracts, anew, there)
    begun("building")
    lake.finish(runner.build(anew, rebuild=True))
    lines, _ = runner.audit(anew)
    begun("gold")
    gold.make(runner.contracts, day, ["tag:before_risk"], quiet)
    if scored := next((t for t in task.load(settings().deployment_dir).values() if t.frame), None):
        begun("risk")
        risk.scored(scored, None)
    begun("marts")
    gold.make(runner.contracts, day, ["tag:after_risk"], quiet)
    return [(line.name, line.said) for line in lines if line.behind or line.failed]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(trial)
