"""`python -m tests.benchmarks`: measures every stage and the way to silver, and writes docs/performance.md.

The servers are its own (FIRELAKE_HOME, by default .firelake/bench) and stop with it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Before anything of ours is imported: settings are read once.
os.environ.setdefault("FIRELAKE_HOME", str(ROOT / ".firelake" / "bench"))
os.environ["FIRELAKE_NAMESPACE"], os.environ["FIRELAKE_DEPLOYMENT"] = "benchmark", "qinghai"

import typer  # noqa: E402

from firelake import services  # noqa: E402
from tests.benchmarks import comparison, costs, report, stages  # noqa: E402
from tests.benchmarks.measure import machine  # noqa: E402


def main(scale: list[float] = typer.Option([0.1, 1.0], help="规模，可重复"),
         rows: int = typer.Option(5_000_000, min=50_000, help="对照的行数"),
         core: bool = typer.Option(False, "--core/--all", help="各阶段只用主路径的表"),
         turns: int = typer.Option(3, min=1, help="对照轮数，取中位数"),
         only: str = typer.Option(None, help="stages 或 rows"),
         file: Path = typer.Option(ROOT / "docs" / "performance.md", exists=True, dir_okay=False,
                                   help="写入的文件，须有标记")) -> None:
    """性能基准：各阶段用时，以及贴源层加标准层与普通 Spark 复制、手写 DuckDB 的对照。"""
    if only not in (None, "stages", "rows"):
        raise typer.BadParameter("stages 或 rows", param_hint="--only")
    command, before = " ".join(["python -m tests.benchmarks", *sys.argv[1:]]), machine()
    was_up = services.running()
    services.up(["postgres", "lake"])
    try:
        if only != "stages":
            found = comparison.compare(rows, turns, typer.echo)
            _tell(file, "rows", report.comparison(command, before, found))
        if only != "rows":
            each = {s: stages.province(s, core, typer.echo) for s in scale}
            copy = stages.copied(rows)
            _tell(file, "stages", [*report.stages(command, before, each), "", *costs.table(each, copy)])
    finally:
        if not was_up:
            services.down()


def _tell(file: Path, name: str, lines: list[str]) -> None:
    report.write(file, name, lines)
    typer.echo("\n".join(lines))


if __name__ == "__main__":
    typer.run(main)
