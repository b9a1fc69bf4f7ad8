"""`firelake inbox`: takes in what senders put into a folder."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import typer


def inbox(folder: str = typer.Argument(..., help="收件目录，或 S3 存储中的位置 s3a://桶/前缀"),
          once: bool = typer.Option(False, "--once", help="只看一遍，不守候"),
          every: float = typer.Option(30, min=1, help="守候时每隔多少秒看一遍"),
          quiet: float = typer.Option(10, min=0, help="文件静止多少秒才算写完")) -> None:
    """守候收件目录：写完的文件按文件名认出数据源并接收，移到 taken/；认不出或不完整的移到 refused/，旁边写明原因。"""
    from cli import lake
    from firelake import store
    from firelake.messages import FirelakeError, text
    from spark_jobs import inbox, inbox_bucket

    is_remote = folder.startswith(f"{store.SCHEME}://")
    if not is_remote and not Path(folder).is_dir():
        raise FirelakeError("source_missing", source=folder)
    sweep, place = (inbox_bucket.sweep, folder) if is_remote else (inbox.sweep, Path(folder))
    runner = lake.opened()
    while True:
        day = f"{dt.datetime.now(ZoneInfo(runner.zone)):%Y-%m-%d}"
        for one in sweep(runner.landing, place, day, quiet):
            typer.echo(f"✗ {one.name}：{one.refused}" if one.refused
                       else f"✓ {one.name}：" + text("inbox_landed", feed=one.feed, delivery=one.delivery))
        if once:
            return
        time.sleep(every)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(inbox)
