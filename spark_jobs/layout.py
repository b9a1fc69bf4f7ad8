"""Where tables lie and how they are called there, whichever engine writes them."""

from __future__ import annotations

from firelake import store
from firelake.settings import settings

# As long as a table's history may be asked for, its log says which files were its rows.
KEPT = {"delta.logRetentionDuration": "interval 3650 days"}


def namespace(layer: str) -> str:
    """Whose tables a layer holds: a trial reads the bronze of the namespace it is a trial of."""
    return settings().source if layer == "bronze" else settings().namespace


def location(layer: str) -> str:
    """The folder of a layer's tables, or its address in an S3 store."""
    return f"{store.location(namespace(layer))}/{layer}"


def schema(layer: str) -> str:
    """The layer's name in the catalogue."""
    return f"{namespace(layer)}_{layer}"


def place(table: str) -> str:
    """The folder of one table."""
    layer, short = stored(table)
    return f"{location(layer)}/{short}"


def stored(table: str) -> tuple[str, str]:
    """Layer and stored name of a logical table: `bronze.iot.alarm` → bronze, iot__alarm."""
    layer, short = table.split(".", 1)
    return layer, short.replace(".", "__")
