"""The risk model's own rows, and what may be said of them in the places they are shown."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

HIGH = ("1", "2")     # 红, 橙
NO_RANK = "名次不可区分"


@dataclass(frozen=True)
class Model:
    """Newest scores of units, regions and organisations, as the tables model.* hold them."""

    units: pd.DataFrame
    regions: pd.DataFrame
    orgs: pd.DataFrame

    @property
    def is_high(self) -> pd.Series:
        """Units of grade 红 or 橙."""
        return self.units.grade_code.isin(HIGH)


def newest(rows: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """The rows of the last run that scored a day up to the morning after the business day."""
    usable = rows[pd.to_datetime(rows.as_of_date) <= day + pd.Timedelta(days=1)]
    last = max(zip(usable.as_of_date, usable.model_version), default=None)
    return usable[[run == last for run in zip(usable.as_of_date, usable.model_version)]].reset_index(drop=True)


def rank_text(low, high, listed: int) -> str | None:
    """A rank as a range; none where it spans over half of the list, nor in a list of one."""
    if pd.isna(low) or pd.isna(high) or listed < 2:
        return None
    if low == high:
        return str(int(low))
    return NO_RANK if int(high) - int(low) + 1 > listed / 2 else f"{int(low)}–{int(high)}"
