"""The local services, one module per part: what supervisor runs, how it is prepared, and when it is healthy.

A part has `programs()`, `prepare()` (before the start) and `healthy()`; it may have `after()` (once healthy) and
`about()` (its address and users, for `firelake status`). All but `programs` and `about` may be repeated at will.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from pathlib import Path

ORDER = tuple(n for n in ("postgres", "lake", "airflow", "superset") if (Path(__file__).parent / f"{n}.py").exists())


@dataclass(frozen=True)
class Program:
    """One process that supervisor keeps running."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    directory: Path | None = None
    stop_signal: str = "TERM"
    stop_seconds: int = 20


def part(name: str):
    """The module of a part."""
    return importlib.import_module(f"firelake.parts.{name}")
