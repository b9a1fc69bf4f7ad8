"""`firelake risk | rank | evaluate`: score units, hand out ranked lists, prove the ranking on the past."""

import json
from pathlib import Path

import typer

from cli import given

JSON = typer.Option(False, "--json", help="以 JSON 输出")
OUT = typer.Option(None, help="输出文件或目录")
TRUTH = typer.Option(None, exists=True, help="仅限模拟器：真实起火概率文件")


def _tasks():
    from firelake.settings import settings
    from models.fire_risk import task

    return task.load(settings().deployment_dir)


def _task(name: str | None):
    """The named task, or the only one that reads a gold frame of units."""
    from firelake.messages import FirelakeError

    tasks = _tasks()
    if name is None:
        name = next((t.task for t in tasks.values() if t.frame), "")
    if name not in tasks:
        raise FirelakeError("risk_task_unknown", task=name or "（按单位评分）", known="、".join(tasks) or "无")
    return tasks[name]


def risk(as_of: str = typer.Option(None, "--as-of", help="评分日，取其当日或之前最近的时点；默认最新"),
         task: str = typer.Option(None, help="任务名，默认本地按单位评分的任务"),
         as_json: bool = JSON) -> None:
    """给全部单位评分，写入 model 表并生成模型卡。"""
    from firelake.messages import text
    from firelake.settings import settings
    from models.fire_risk import card, grade, io, report

    day, scores = scored(_task(task), given.day(as_of) if as_of else None)
    notice, simulated = io.place()
    folder = card.write(scores, settings().state / "model_cards", notice, simulated)
    count = {k: int((scores.units["grade_code"] == str(k)).sum()) for k in grade.rules()["names"]}
    if as_json:
        typer.echo(json.dumps({"model_version": scores.version, "as_of": str(day.date()), "shipped": scores.ranking,
                               "units": len(scores.units), "grades": count, "card": str(folder)}, ensure_ascii=False))
        return
    lines = (report.lines(scores.evaluation, scores.sentences, notice) if scores.evaluation
             else [*([f"【{notice}】"] if notice else []), *scores.sentences])
    for line in lines:
        typer.echo(line)
    typer.echo(text("risk_written", as_of=day.date(), count=len(scores.units), version=scores.version, red=count[1],
                    orange=count[2], yellow=count[3], blue=count[4], card=folder / "card.html"))


def scored(task, as_of: str | None):
    """Scores the units of a task and hands the scores to the lake; the day they are of, and the scores."""
    from models.fire_risk import io, run
    from spark_jobs.lakehouse import Lakehouse

    with Lakehouse.open(only="model.fire_risk") as lake:
        frame = io.task_frame(lake, task, as_of)
        day = frame[task.as_of].max()
        scores = run.score(task, frame, day, *io.trees(lake), labels=io.labels())
        io.write(lake, scores)
    return day, scores


def rank(county: str = typer.Option(None, help="区县代码，如 630102"),
         org: str = typer.Option(None, help="机构代码，按辖区"),
         top: int = typer.Option(None, min=1, help="只取前若干个"),
         form: str = typer.Option("xlsx", "--format", help="xlsx、csv、geojson"),
         out: Path = OUT, as_json: bool = JSON) -> None:
    """导出排好序、带日期和理由的单位名单。"""
    from firelake.messages import FirelakeError, text
    from firelake.settings import settings
    from models.fire_risk import export, io
    from spark_jobs.lakehouse import Lakehouse

    if form not in export.FORMATS:
        raise FirelakeError("risk_format", format=form)
    with Lakehouse.open() as lake:
        units, register = io.unit_scores(lake), io.register(lake)
    table = export.ranked(units, register, county=county, org=org, top=top)
    if table.empty:
        raise FirelakeError("risk_rank_empty", where=county or org or "全部")
    if as_json:
        typer.echo(table.to_json(orient="records", force_ascii=False))
        return
    day, version = table["时点"].iloc[0], table["模型版本"].iloc[0]
    path = out or settings().state / "exports"
    if not path.suffix:
        path = path / f"风险名单_{county or org or '全部'}_{day}_{version}.{form}"
    path = export.write(table, path.with_suffix(f".{form}"), io.place()[0])
    typer.echo(text("risk_rank_written", count=len(table), as_of=day, version=version, path=path))


def evaluate(task: str = typer.Argument(None, help="任务名，默认本地全部任务"),
             truth: Path = TRUTH,
             as_json: bool = JSON) -> None:
    """在过去的数据上评估：模型、简单规则与基线并列，含区间。"""
    from firelake.settings import settings
    from models.fire_risk import io, report
    from models.fire_risk.evaluate import evaluate as measure
    from models.fire_risk.run import verdict
    from spark_jobs.lakehouse import Lakehouse

    chosen, results = [_task(task)] if task else list(_tasks().values()), []
    notice, simulated = io.place()
    with Lakehouse.open() as lake:
        frames = [io.task_frame(lake, t) for t in chosen]
    for t, frame in zip(chosen, frames, strict=True):
        found = measure(t, io.with_truth(frame, t, truth) if truth else frame)
        results.append({**found.facts, "released": found.released, "sentences": verdict(found), "simulated": simulated,
                        "figures": found.figures.to_dict("records")})
        file = settings().state / "evaluations" / f"{t.task}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(results[-1], ensure_ascii=False, indent=1, default=float), encoding="utf-8")
        if not as_json:
            typer.echo("\n".join([*report.lines(found, verdict(found), notice), ""]))
    if as_json:
        typer.echo(json.dumps(results, ensure_ascii=False, default=float))


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (risk, rank, evaluate):
        app.command()(command)
