"""The steps of `firelake demo`: what arrives on which business day, the run of a day, what to open afterwards."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from cli.demo_days import run_day
from dags.wiring import STAGES
from firelake.deployment import declared
from firelake.messages import FirelakeError, text
from firelake.settings import settings

Say = Callable[[str], None]
FIRST, LAST = dt.date(2024, 7, 1), dt.date(2026, 6, 30)
DAYS = {dt.date(2026, 7, 1): None, dt.date(2026, 7, 2): "codes", dt.date(2026, 7, 3): None}
RUNS = {dt.date(2026, 7, 1): "demo_history", dt.date(2026, 7, 3): "demo_bad_daily"}


def simulated() -> bool:
    """Whether the deployment's data come from the simulator."""
    return bool(declared().get("simulated"))


class Province:
    """Two simulated years and three days after them, the second of them bad. A second demo finds them made. `core`: only the
    tables of the main path are delivered."""

    def __init__(self, folder: Path, scale: float, seed: int, core: bool, say: Say):
        self.folder, self.say = folder, say
        self.plan = {"scale": scale, "first": FIRST, "last": LAST, "seed": seed, "core": core}

    def history(self) -> None:
        """The deliveries of the history."""
        from simulator import command

        began = time.monotonic()
        if not (self.folder / command.STATE).is_file():
            command.run(self.folder, **self.plan)
        self.say(text("demo_simulated", seconds=f"{time.monotonic() - began:.0f}"))

    def days(self) -> Iterator[tuple[str, str]]:
        """Business days with a word for each; what has arrived by then lies in landing when it is handed out."""
        from simulator import command

        for day, bad in DAYS.items():
            if str(day) not in self._made():
                command.run(self.folder, [day], **self.plan, bad=bad)
            if day in RUNS:
                land(self.folder / command.DELIVERIES)
                yield str(day), text(RUNS[day])

    def _made(self) -> set[str]:
        """The days that an earlier demo has simulated."""
        return {d["day"] for d in json.loads((self.folder / "answers" / "run.json").read_text("utf-8"))["days"]}


def delivered(data: Path) -> Iterator[tuple[str, str]]:
    """Lands a folder of deliveries or of bare files; one business day, that of the newest."""
    from spark_jobs.runner import Runner

    land(data, match=next(data.rglob("manifest.json"), None) is None)
    runner = Runner()
    newest = [d.as_of for feed in runner.contracts.feeds for d in runner.landing.deliveries(feed)]
    if not newest:
        raise FirelakeError("demo_no_deliveries", folder=data.name)
    yield str(max(newest).astimezone(ZoneInfo(runner.zone)).date()), text("demo_history")


def land(source: Path, match: bool = False) -> None:
    """`firelake land`."""
    from cli import lake

    lake.land(source, feed=None, as_of=None, revision=0, match=match)


def run(day: str, what: str, say: Say) -> None:
    """One business day through Airflow."""
    from firelake.parts import airflow

    say(text("demo_day", day=day, what=what))
    seconds = run_day(airflow.client(), [f"{settings().namespace}_{stage}" for stage in STAGES], day, say)
    say(text("demo_day_done", day=day, seconds=f"{seconds:.0f}"))


def held(say: Say) -> None:
    """Deliveries that wait for a person or were refused, with the reason."""
    from spark_jobs.accept import LABEL
    from spark_jobs.runner import Runner

    runner = Runner()
    waiting = [s for feed in runner.contracts.feeds for s in runner.intake(feed).states().values()
               if s.status in ("held", "rejected")]
    if waiting:
        say(text("demo_held"))
    for s in waiting:
        say(f"  {s.delivery.feed} {s.delivery.id} {text(LABEL[s.status])}：{text(s.reason[0], **s.reason[1]) if s.reason else ''}")


def _scores() -> bool:
    from models.fire_risk import task

    return any(t.frame for t in task.load(settings().deployment_dir).values())


def evaluate() -> None:
    """`firelake evaluate`, where the deployment's tasks are evaluations only; elsewhere the risk run has told it."""
    from cli import risk

    if not _scores():
        risk.evaluate(task=None, truth=None, as_json=False)


def rank() -> Path | None:
    """`firelake rank`: the exported list, where units have scores."""
    from cli import risk

    if not _scores():
        return None
    out = settings().state / "exports" / "demo.xlsx"
    risk.rank(county=None, org=None, top=200, form="xlsx", out=out, as_json=False)
    return out


def addresses(rank: Path | None) -> dict[str, str]:
    """Message key → where to look."""
    from firelake.parts import airflow, superset

    docs = next((settings().state / "quality").rglob("data_docs/local_site/index.html"), None)
    found = {"demo_wall": superset.about()["address"], "demo_airflow": airflow.about()["address"],
             "demo_docs": docs.as_uri() if docs else "—"}
    return found | ({"demo_rank": str(rank)} if rank else {})
