"""Where tables lie and how they are called there, whichever engine writes them."""

from __future__ import annotations

from pathlib import Path

from firelake.settings import settings

# As long as a table's history may be asked for, its log says which files were its rows.
KEPT = {"delta.logRetentionDuration": "interval 3650 days"}


def folder(layer: str) -> Path:
    """The folder of a layer's tables."""
    return settings().state / "lake" / layer


def stored(table: str) -> tuple[str, str]:
    """Layer and stored name of a logical table: `bronze.iot.alarm` → bronze, iot__alarm."""
    layer, short = table.split(".", 1)
    return layer, short.replace(".", "__")
