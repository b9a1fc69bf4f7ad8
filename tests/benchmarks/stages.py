"""Every stage of a simulated province, from nothing to the published wall, with the rows each of them handled; then one
more business day; and a plain Spark copy to hold the loads against.

`rows`: simulate, land and bronze count delivered rows; silver the rows it judged (one delivery may fill several tables);
audit the rows of the audited tables; gold and publish the rows they wrote; risk the units it scored.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from firelake.settings import settings
from tests.benchmarks import rows as calls
from tests.benchmarks.comparison import ENCODING, WARM
from tests.benchmarks.measure import Bench, Step, clock

SEED, FIRST, LAST, NEXT = 7, "2021-01-01", "2026-06-30", "2026-07-01"
STAGES = ("simulate", "land", "bronze", "silver", "audit", "gold", "risk", "publish")
LOADS = ("bronze", "silver", "audit")


@dataclass(frozen=True)
class Found:
    """The stages of a province's history, the loads of one more day, and the number of checks every row is asked."""

    steps: dict[str, Step]
    day: dict[str, Step]
    checks: int

    @property
    def loads(self) -> float:
        """Seconds of bronze, silver and audit of the history."""
        return sum(self.steps[stage].seconds for stage in LOADS)

    @property
    def pipeline(self) -> float:
        """Seconds of every stage but the simulation."""
        return sum(step.seconds for step in self.steps.values()) - self.steps["simulate"].seconds


def copied(count: int) -> Step:
    """A plain Spark copy of csv deliveries of so many rows, by a server that has done it twice before on fewer."""
    bench, folder = Bench("benchmark", "qinghai"), settings().home / "benchmark_files"
    for _ in range(2):
        bench.clear()
        bench.inside("plain", ENCODING, *calls.deliver(WARM, folder / f"rows_{WARM}"))
    bench.clear()
    done = bench.inside("plain", ENCODING, *calls.deliver(count, folder / f"rows_{count}"))
    bench.clear()
    shutil.rmtree(folder)
    return Step("plain copy", done["seconds"], done["rows"])


def province(scale: float, core: bool, say: Callable[[str], None]) -> Found:
    """The measured stages at a scale; 1 is about 60,000 units. `core`: only what the main path delivers."""
    bench, out = Bench(f"bench_{re.sub(r'[^0-9]', '_', str(scale))}", "qinghai"), settings().home / "benchmark" / f"scale_{scale}"
    bench.clear()
    shutil.rmtree(out, ignore_errors=True)
    steps = {name: Step(name, 0.0) for name in STAGES}

    def measure(stage: str, part: str, work, *words) -> str | dict:
        seconds, found = clock(work, *words)
        steps[stage].seconds += seconds
        steps[stage].parts |= {part: seconds} if part else {}
        say(f"scale {scale:g}: {stage} {part} {seconds:.1f} s")
        return found

    history = ("--scale", scale, "--from", FIRST, "--to", LAST, "--seed", SEED, "--core" if core else "--all")
    measure("simulate", "", bench.firelake, "simulate", *history, "--out", out)
    measure("land", "", bench.firelake, "land", out / "deliveries")
    for layer in ("bronze", "silver"):
        steps[layer].parts = measure(layer, "", bench.inside, layer)["parts"]
    measure("audit", "", bench.firelake, "audit", "--day", LAST)
    measure("gold", "before the scores", bench.firelake, "gold", "--select", "tag:before_risk")
    scored = json.loads(measure("risk", "", bench.firelake, "risk", "--json").splitlines()[-1])
    measure("gold", "after the scores", bench.firelake, "gold", "--select", "tag:after_risk")
    published = json.loads(measure("publish", "", bench.firelake, "publish", "--json").splitlines()[-1])
    tables = bench.inside("rows")
    for layer, stages in {"bronze": ("simulate", "land", "bronze"), "silver": ("audit",), "gold": ("gold",)}.items():
        for stage in stages:
            steps[stage].rows = sum(n for name, n in tables.items() if name.startswith(f"{layer}."))
    steps["silver"].rows, steps["risk"].rows = tables["judged"], scored["units"]
    steps["publish"].rows = sum(published["rows"].values())
    found = Found(steps, _one_more_day(bench, out, tables, say), len(json.loads(bench.firelake("checks", "--json"))["checks"]))
    bench.clear()
    shutil.rmtree(out)
    return found


def _one_more_day(bench: Bench, out: Path, before: dict[str, int], say: Callable[[str], None]) -> dict[str, Step]:
    """The loads of the business day after the history, whose rows by table are `before`; rows as delivered."""
    bench.firelake("simulate", "--out", out, "--day", NEXT)
    bench.firelake("land", out / "deliveries")
    seconds = {layer: clock(bench.inside, layer)[0] for layer in ("bronze", "silver")}
    seconds["audit"], _ = clock(bench.firelake, "audit", "--day", NEXT)
    after = bench.inside("rows")
    rows = sum(n - before.get(name, 0) for name, n in after.items() if name.startswith("bronze."))
    say("one more day: " + ", ".join(f"{stage} {s:.1f} s" for stage, s in seconds.items()))
    return {stage: Step(stage, s, rows) for stage, s in seconds.items()}
