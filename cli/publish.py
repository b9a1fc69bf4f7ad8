"""`firelake publish`: show the gold marts on the wall, as one version."""

from __future__ import annotations

import json
import time

import typer


def publish(as_json: bool = typer.Option(False, "--json", help="机器可读")) -> None:
    """大屏数据 → 大屏：整版替换，看图的人看不到半新半旧。"""
    from firelake import postgres
    from firelake.deployment import declared
    from firelake.messages import FirelakeError, text
    from firelake.parts import superset
    from firelake.settings import settings
    from spark_jobs.publish import publish as publish_marts

    if settings().trial_of:
        raise FirelakeError("trial_reads_only")
    started = time.monotonic()
    frames, here = gathered(), declared()
    notice = here.get("data_notice") or (text("publish_simulated") if here.get("simulated") else "")
    postgres.ensure(settings().namespace)
    publication_id = publish_marts(frames, postgres.uri(settings().namespace), notice)
    superset.published()
    report = {"publication_id": publication_id, "rows": {name: frame.num_rows for name, frame in frames.items()},
              "seconds": round(time.monotonic() - started, 1)}
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    for name, rows in report["rows"].items():
        typer.echo(f"✓ {name}：{rows} 行")
    typer.echo(text("publish_done", id=publication_id, seconds=report["seconds"]))


def gathered() -> dict:
    """The marts as they are published, name → rows (Arrow). FirelakeError when one was not built."""
    from cli import lake
    from firelake.deployment import declared
    from firelake.messages import FirelakeError
    from firelake.settings import settings
    from spark_jobs import basis, marts, wall_map
    from spark_jobs.lakehouse import Lakehouse

    wanted = [m for m in marts.published(settings().root / "dbt" / "models") if m != marts.PUBLICATION.name]
    with Lakehouse.open() as house:
        missing = [name for name in wanted if not house.exists(f"gold.{name}")]
        if missing:
            raise FirelakeError("publish_missing", names="、".join(missing))
        frames = {name: house.table(f"gold.{name}").toArrow() for name in wanted}
    frames = wall_map.with_outlines(frames, (declared().get("map") or {}).get("source"))
    return basis.with_files(frames, lake.opened().landing)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(publish)
