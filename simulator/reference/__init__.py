"""Reference facts the world is built on; sources are named where the figures are used."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

CODES = {"code": str, "parent": str, "item": str, "category": str, "key_unit": str, "place": str, "use": str, "credit": str}


@lru_cache
def table(name: str) -> pd.DataFrame:
    """One reference table: regions, unit_types, check_items, causes or holidays. Callers do not change it."""
    frame = pd.read_csv(Path(__file__).parent / f"{name}.csv", dtype=CODES, encoding="utf-8", keep_default_na=True)
    return frame.astype(object).where(frame.notna(), None).infer_objects()


@lru_cache
def areas() -> pd.DataFrame:
    """The 44 counties and 大柴旦, in code order: where everything happens. `area` is a row number of this table."""
    regions = table("regions")
    return regions[regions.level.isin(["county", "area"])].reset_index(drop=True)
