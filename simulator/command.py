"""What `firelake simulate` does: a history, or further days of one, damaged unless it shall be clean."""

from __future__ import annotations

import datetime as dt
import pickle
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

from firelake.messages import FirelakeError, text
from simulator import answers
from simulator.injector import foreign, inject, load
from simulator.injector.bad_day import KINDS as BAD
from simulator.injector.bad_day import spoil
from simulator.injector.run import RATE
from simulator.plan import Plan
from simulator.province import Province

STATE, DELIVERIES, STAGING = "world.pickle", "deliveries", ".new"
SCALE = 0.05
BAD_FEED = "supervision.unit"


class Simulation:
    """A province with everything said about it so far; lives on in `DIR/world.pickle`."""

    def __init__(self, plan: Plan, clean: bool, rate: float | None):
        self.plan, self.province = plan, Province(plan)
        self.clean, self.rate = clean, RATE if rate is None else rate
        self.days: list[dict] = []
        self.key: list[dict] = []

    def history(self, out: Path, defects: list[Callable], progress: Callable[[str], None]) -> None:
        """The months of the plan."""
        plan = self.plan
        progress(text("simulate_begins", scale=plan.scale, first=plan.first, last=plan.last, seed=plan.seed))
        self.province.history(out / DELIVERIES, progress)
        if not self.clean:
            progress(text("simulate_damages"))
        self._damage(out / DELIVERIES, "history", self.clean, defects, True)

    def day(self, out: Path, day: dt.date, clean: bool, defects: list[Callable], bad: str | None) -> None:
        """One more business day; its deliveries appear whole."""
        last = dt.date.fromisoformat(self.days[-1]["day"]) if self.days else self.plan.last
        if day <= last:
            raise FirelakeError("simulate_day_too_early", day=day, last=last)
        staging = out / STAGING
        shutil.rmtree(staging, ignore_errors=True)
        self.province.day(staging, day)
        self._damage(staging, str(day), clean, defects, False, {BAD_FEED} if bad else set())
        if bad:
            self.key += spoil(staging, BAD_FEED, bad, Random(f"{self.plan.seed}/bad/{day}"))
            self._sort()
        self.days.append({"day": str(day), "clean": clean, "bad": bad})
        for folder in sorted(staging.glob("*/*")):
            (out / DELIVERIES / folder.parent.name).mkdir(exist_ok=True)
            folder.rename(out / DELIVERIES / folder.parent.name / folder.name)
        shutil.rmtree(staging)

    def _damage(self, deliveries: Path, part: str, clean: bool, defects: list[Callable], every: bool,
                spare: set[str] = frozenset()) -> None:
        """Hurt what lies in the folder and remember it. Injectors from outside work on clean deliveries too."""
        rng = Random(f"{self.plan.seed}/{part}")
        try:
            self.key += inject(deliveries, rng, () if clean else None, self.rate, defects, every, spare)
        except foreign.UnknownDelivery as error:
            raise FirelakeError("simulate_outside_key", delivery=error) from error
        self._sort()

    def _sort(self) -> None:
        self.key.sort(key=lambda e: (e["delivery"], e["row"] or 0, e["kind"]))

    def save(self, out: Path) -> None:
        """Answers and state."""
        plan = self.plan
        run = {"scale": plan.scale, "from": str(plan.first), "to": str(plan.last), "seed": plan.seed, "core": plan.core,
               "clean": self.clean, "rate": self.rate, "days": self.days, "last_as_of": str(self.province.end)}
        answers.write(out, self.province.truth, self.province.tomorrow, run, self.key)
        with (out / STATE).open("wb") as handle:
            pickle.dump(self, handle, pickle.HIGHEST_PROTOCOL)


def run(out: Path, days: Iterable[dt.date] = (), scale: float | None = None, first: dt.date | None = None,
        last: dt.date | None = None, seed: int | None = None, clean: bool = False, rate: float | None = None,
        defects: Iterable[Path] = (), bad: str | None = None, core: bool | None = None,
        progress: Callable[[str], None] = lambda line: None) -> str:
    """Simulate into `out`, or add `days` to what is there; the closing sentence. FirelakeError when that cannot be."""
    if bad and (bad not in BAD or len(set(days)) != 1):
        raise FirelakeError("simulate_bad_day", kinds="、".join(BAD))
    injectors, days = [_outside(file) for file in defects], sorted(set(days))
    wanted = {"scale": scale, "first": first, "last": last, "seed": seed, "core": core}
    given = {name: value for name, value in wanted.items() if value is not None}
    if (out / STATE).is_file():
        simulation = _known(out, given, days)
    else:
        if out.is_dir() and any(out.iterdir()):
            raise FirelakeError("simulate_not_empty", folder=out.name)
        simulation = Simulation(_plan({"scale": SCALE} | given), clean, rate)
        simulation.history(out, injectors, progress)
    for day in days:
        simulation.day(out, day, clean or simulation.clean, injectors, bad)
        progress(str(day))
    simulation.save(out)
    count = sum(1 for _ in (out / DELIVERIES).glob("*/*"))
    return text("simulated", folder=out.name, deliveries=count, defects=len(simulation.key))


def _outside(file: Path) -> Callable:
    try:
        return load(file)
    except (OSError, SyntaxError, ImportError, AttributeError) as error:
        raise FirelakeError("simulate_defects", file=file.name, reason=str(error)[:120]) from error


def _plan(given: dict) -> Plan:
    try:
        return Plan(**given)
    except ValueError as error:
        raise FirelakeError("simulate_whole_months") from error


def _known(out: Path, given: dict, days: list[dt.date]) -> Simulation:
    """The simulation in `out`, which the arguments must not contradict."""
    if not days:
        raise FirelakeError("simulate_exists", folder=out.name)
    with (out / STATE).open("rb") as handle:
        simulation = pickle.load(handle)  # noqa: S301 a file of our own making
    other = [name for name, value in given.items() if getattr(simulation.plan, name) != value]
    if other:
        raise FirelakeError("simulate_other_plan", folder=out.name, names="、".join(other))
    return simulation
