"""What may stand in a cell of a spreadsheet."""

from __future__ import annotations

import re

import pandas as pd

_CONTROL = re.compile(r"[\x00-\x1f]")  # not allowed in a workbook, and a tab may hide a formula


def safe(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers stay numbers."""
    if isinstance(value, str):
        plain = _CONTROL.sub(" ", value)
        return "'" + plain if plain.lstrip().startswith(("=", "+", "-", "@")) else plain
    return None if pd.isna(value) else value
