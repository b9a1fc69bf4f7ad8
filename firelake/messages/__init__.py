"""One catalogue of sentences, Chinese by default, FIRELAKE_LANG=en for English."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import yaml

from firelake.settings import settings


@lru_cache
def _catalogue() -> dict[str, dict[str, str]]:
    merged: dict[str, dict[str, str]] = {}
    for file in sorted(Path(__file__).parent.glob("*.yml")):
        for key, body in (yaml.safe_load(file.read_text("utf-8")) or {}).items():
            if key in merged:
                raise ValueError(f"{file.name}: message {key!r} is declared twice")
            merged[key] = body
    return merged


def text(key: str, **values) -> str:
    """The sentence of `key` in the chosen language."""
    body = _catalogue()[key]
    language = os.environ.get("FIRELAKE_LANG") or settings().lang
    return str(body.get(language, body["zh"])).format(**values)


class FirelakeError(Exception):
    """Something a person can act on: what, where, what to do next."""

    def __init__(self, key: str, **values):
        self.key, self.values = key, values
        super().__init__(text(key, **values))
