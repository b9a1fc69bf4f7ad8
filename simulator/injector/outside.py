"""Injectors from outside: a Python file with `damage(files, rng) -> (files, entries)`."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path


def load(file: Path | str) -> Callable:
    """The file's `damage` function. AttributeError when the file has none."""
    file = Path(file)
    spec = importlib.util.spec_from_file_location(f"outside_{file.stem}", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not hasattr(module, "damage"):
        raise AttributeError(f"{file.name}: 没有 damage(files, rng) 函数")
    return module.damage
