"""Measurements as Markdown, written between markers, so that another run replaces its own table and nothing else."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.comparison import BRONZE, COPY, DUCK, LAND, SILVER, median, ratio
from tests.benchmarks.measure import Step
from tests.benchmarks.stages import Found

TARGET, AIM = 2.8, 2.0
SEEN = 0.05  # seconds; what costs less is part of the rest


def write(file: Path, name: str, lines: list[str]) -> None:
    """Replaces what stands between the markers of `name`. SystemExit when the file has none."""
    begin, end = f"<!-- bench:{name} -->", f"<!-- /bench:{name} -->"
    text = file.read_text("utf-8")
    if begin not in text or end not in text:
        raise SystemExit(f"{file.name} has no {begin} … {end}")
    before, after = text.split(begin)[0], text.split(end)[1]
    file.write_text(f"{before}{begin}\n" + "\n".join(lines) + f"\n{end}{after}", "utf-8")


def facts(command: str, machine: dict[str, str]) -> str:
    """What the figures depend on."""
    return (f"`{command}` · {machine['at']} · commit {machine['commit']} · {machine['cores']} cores, {machine['memory']}, "
            f"lake server heap {machine['heap']} · Spark {machine['spark']}, DuckDB {machine['duckdb']} · load average before: "
            f"{machine['load']}")


def stages(command: str, machine: dict[str, str], found: dict[float, Found]) -> list[str]:
    """One row per stage; seconds, rows and rows per second at each scale."""
    head = "| stage | " + " | ".join(f"scale {s:g}: seconds | rows | rows/s" for s in found) + " |"
    lines = [facts(command, machine), "", head, "|---|" + "---:|---:|---:|" * len(found)]
    for steps in zip(*(f.steps.values() for f in found.values())):
        lines.append(f"| {steps[0].name} | " + " | ".join(_cells(step) for step in steps) + " |")
    totals = [sum(step.seconds for step in f.steps.values()) for f in found.values()]
    return [*lines, "| all | " + " | ".join(f"{t:.1f} | |" for t in totals) + " |"]


def comparison(command: str, machine: dict[str, str], found: list[dict[str, Step]]) -> list[str]:
    """The three ways side by side, the ratio, and where our time goes."""
    middle, least, most = ratio(found)
    copy = median(found, COPY).seconds
    lines = [facts(command, machine), "", "| | seconds | rows | rows/s | × plain copy |", "|---|---:|---:|---:|---:|"]
    for name in (COPY, DUCK, LAND, BRONZE, SILVER):
        step = median(found, name)
        lines.append(f"| {name} | {_cells(step)} | {step.seconds / copy:.2f} |")
    verdict = "within" if middle <= TARGET else "**not** within"
    lines += ["", f"bronze + silver: **{middle:.2f} ×** the plain copy (median of {len(found)} turns, {least:.2f}–{most:.2f}); "
              f"{verdict} the target of {TARGET} ×, aim {AIM} ×.",
              "", "| where the time goes | seconds | × plain copy |", "|---|---:|---:|"]
    for name in (BRONZE, SILVER):
        step = median(found, name)
        parts = {p: s for p, s in step.parts.items() if s >= SEEN}
        rest = step.seconds - sum(parts.values())
        for part, seconds in [*sorted(parts.items(), key=lambda p: -p[1]), ("sessions, schemas, planning", rest)]:
            lines.append(f"| {name}: {part} | {seconds:.1f} | {seconds / copy:.2f} |")
    return lines


def _cells(step: Step) -> str:
    return f"{step.seconds:.1f} | {step.rows:,} | {step.rate:,}"
