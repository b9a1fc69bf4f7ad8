"""`firelake lineage`: where a column comes from, and what it goes into."""

from __future__ import annotations

import json
from pathlib import Path

import typer


def lineage(column: str = typer.Argument(..., help="如 silver.unit.floor_area_m2、gold.wall_unit_page.tag_text"),
            down: bool = typer.Option(True, "--down/--up", help="去向（缺省）或来源"),
            html: Path = typer.Option(None, help="另写一页图"),
            as_json: bool = typer.Option(False, "--json", help="机器可读")) -> None:
    """列的来龙去脉：从投递的表头，经标准层，到专题层和大屏；专题层部分取自最近一次 firelake gold。"""
    from expectations import contracts
    from firelake.messages import FirelakeError, text
    from firelake.settings import settings
    from spark_jobs.lineage.graph import graph
    from spark_jobs.lineage.page import page

    target = settings().state / "gold" / "target"
    found = graph(contracts.load(settings().deployment_dir), target, settings().namespace)
    if column not in found:
        raise FirelakeError("lineage_unknown" if found.guessed or (target / "manifest.json").is_file() else "lineage_no_gold",
                            column=column)
    way = "down" if down else "up"
    steps = sorted(found.reach(column, way).items(), key=lambda item: (item[1], item[0]))
    if html:
        html.write_text(page(found, column, way), "utf-8")
    if as_json:
        rows = [{"node": n, "steps": s, "guessed": n in found.guessed, "from": sorted(found.up.get(n, ()))} for n, s in steps]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for node, step in steps:
        typer.echo("  " * step + node + (text("lineage_guessed") if node in found.guessed else ""))
    if html:
        typer.echo(text("lineage_written", page=html))


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(lineage)
