"""The same files three ways, in turns: a plain Spark copy to Delta, a hand-written DuckDB query, and firelake.

Every turn starts from nothing. Two small turns that nobody counts warm the engine first; the medians of the others stand.
"""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Callable
from pathlib import Path

from firelake.settings import settings
from tests.benchmarks import duck, rows
from tests.benchmarks.measure import Bench, Step, clock

DEPLOYMENT = Path(__file__).parent / "deployment"
ENCODING, WARM = "gb18030", 250_000  # more than what is interpreted: the same queries are compiled
COPY, DUCK, LAND, BRONZE, SILVER = "plain copy", "duckdb", "land", "bronze", "silver"


def compare(count: int, turns: int, say: Callable[[str], None]) -> list[dict[str, Step]]:
    """The steps of every counted turn. SystemExit when the ways do not find the same calls."""
    folder = settings().home / "benchmark_files"  # not the namespace, which every turn clears
    seconds, files = clock(rows.deliver, count, folder / f"rows_{count}")
    small = rows.deliver(WARM, folder / f"rows_{WARM}")
    say(f"{count:,} rows, {sum(f.stat().st_size for f in files) / 1e6:,.0f} MB of csv, written in {seconds:.0f} s")
    for _ in range(2):
        _turn(small, folder)
    found = []
    for number in range(turns):
        found.append(_turn(files, folder))
        ours = found[-1][BRONZE].seconds + found[-1][SILVER].seconds
        say(f"turn {number + 1}: {ours / found[-1][COPY].seconds:.2f} × the plain copy · "
            + " · ".join(f"{s.name} {s.seconds:.1f} s" for s in found[-1].values()))
    shutil.rmtree(folder)
    return found


def _turn(files: list[Path], folder: Path) -> dict[str, Step]:
    bench, work = Bench("benchmark", str(DEPLOYMENT)), folder / "duckdb"
    bench.clear()
    copied = bench.inside("plain", ENCODING, *files)
    steps = [Step(COPY, copied["seconds"], copied["rows"])]
    shutil.rmtree(work, ignore_errors=True)
    seconds, calls = clock(duck.load, files, ENCODING, work)
    shutil.rmtree(work)
    steps.append(Step(DUCK, seconds, copied["rows"]))
    seconds, _ = clock(bench.firelake, "land", "--match", files[0].parent)
    steps.append(Step(LAND, seconds, copied["rows"]))
    for layer in (BRONZE, SILVER):
        done = bench.inside(layer)
        steps.append(Step(layer, done["seconds"], copied["rows"], done["parts"]))
    tables = bench.inside("rows")
    bench.clear()
    if copied["rows"] != tables["bronze.bench__alarm_call"] or calls != tables["silver.alarm_call"]:
        raise SystemExit(f"not the same rows: {copied['rows']} copied, {calls} by DuckDB, {tables}")
    return {step.name: step for step in steps}


def median(found: list[dict[str, Step]], name: str) -> Step:
    """The step in the middle of all turns, with the parts of that turn."""
    return sorted((turn[name] for turn in found), key=lambda s: s.seconds)[(len(found) - 1) // 2]


def ratio(found: list[dict[str, Step]]) -> tuple[float, float, float]:
    """Bronze + silver over the plain copy: median, least and most of all turns."""
    each = [(t[BRONZE].seconds + t[SILVER].seconds) / t[COPY].seconds for t in found]
    return statistics.median(each), min(each), max(each)
