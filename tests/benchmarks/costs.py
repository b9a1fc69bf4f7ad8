"""What the loads of a province cost, told as shares: per million rows beside a plain copy, one more day beside the full load,
ten times the rows beside one, the audit beside the whole way.
"""

from __future__ import annotations

from itertools import pairwise

from tests.benchmarks.measure import Step
from tests.benchmarks.stages import LOADS, Found

DAY_AIM, AUDIT_AIM = 0.03, 0.25


def table(found: dict[float, Found], copy: Step) -> list[str]:
    """One column per scale; rows are delivered rows."""
    each, plain = list(found.values()), copy.seconds / copy.rows * 1e6
    lines = ["| cost | " + " | ".join(f"scale {s:g}" for s in found) + " |", "|---|" + "---:|" * len(found)]

    def line(name: str, said) -> None:
        lines.append(f"| {name} | " + " | ".join(said(f) for f in each) + " |")

    for stage in LOADS:
        line(f"{stage}: seconds per million delivered rows", lambda f, s=stage: f"{_million(f, f.steps[s].seconds):.1f}")
    line("bronze + silver + audit, per million × plain copy", lambda f: f"{_million(f, f.loads) / plain:.2f}")
    line("one more day: delivered rows", lambda f: f"{f.day['bronze'].rows:,}")
    line("one more day: bronze, silver, audit, seconds", lambda f: " + ".join(f"{f.day[s].seconds:.1f}" for s in LOADS))
    line(f"one more day beside the full load (aim ≤ {DAY_AIM:.0%})", lambda f: f"{_day(f) / f.loads:.1%}")
    line("checks in the inventory", lambda f: f"{f.checks:,}")
    line(f"audit beside the way from landing to the wall (aim ≤ {AUDIT_AIM:.0%})",
         lambda f: f"{f.steps['audit'].seconds / f.pipeline:.1%}")
    grown = [(a, b, found[a], found[b]) for a, b in pairwise(sorted(found))]
    said = [f"Scale {b:g} has {_rows(g) / _rows(f):.1f} times the rows of {a:g}; its loads took {g.loads / f.loads:.1f} times as "
            f"long, the whole way {g.pipeline / f.pipeline:.1f} times." for a, b, f, g in grown]
    return [*lines, "", f"Plain Spark copy of csv files, same server: {plain:.1f} s per million rows ({copy.rows:,} rows). "
            + " ".join(said)]


def _rows(found: Found) -> int:
    return found.steps["land"].rows


def _million(found: Found, seconds: float) -> float:
    return seconds / _rows(found) * 1e6


def _day(found: Found) -> float:
    return sum(found.day[stage].seconds for stage in LOADS)
