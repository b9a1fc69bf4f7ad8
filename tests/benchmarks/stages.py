"""Every stage of a simulated province, from nothing to the published wall, with the rows each of them handled.

`rows`: simulate, land and bronze count delivered rows; silver the rows it judged (one delivery may fill several tables);
audit the rows of the audited tables; gold and publish the rows they wrote; risk the units it scored.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable

from firelake.settings import settings
from tests.benchmarks.measure import Bench, Step, clock

SEED, FIRST, LAST = 7, "2021-01-01", "2026-06-30"
STAGES = ("simulate", "land", "bronze", "silver", "audit", "gold", "risk", "publish")


def province(scale: float, say: Callable[[str], None]) -> list[Step]:
    """The measured stages at a scale; 1 is about 60,000 units."""
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

    history = ("--scale", scale, "--from", FIRST, "--to", LAST, "--seed", SEED)
    measure("simulate", "", bench.firelake, "simulate", *history, "--out", out)
    measure("land", "", bench.firelake, "land", out / "deliveries")
    for layer in ("bronze", "silver"):
        steps[layer].parts = measure(layer, "", bench.inside, layer)["parts"]
    measure("audit", "", bench.firelake, "audit")
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
    bench.clear()
    shutil.rmtree(out)
    return list(steps.values())
