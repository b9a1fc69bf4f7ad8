"""When a system states a record: on the evening of its first instant, and again when the second has come."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.plan import LOCAL
from simulator.statements import FIRST

NEVER = np.datetime64("NaT", "s")


def evening(moments) -> np.ndarray:
    """20:00 local of the moments' days."""
    days = (np.asarray(moments, "datetime64[s]") + LOCAL).astype("datetime64[D]").astype("datetime64[s]")
    return days - LOCAL + np.timedelta64(20, "h")


def stated(frame: pd.DataFrame, first: str, second: str, unknown: tuple[str, ...] = (), at_once: bool = False) -> pd.DataFrame:
    """Adds the instants of the statements. Until `second`, where that comes later than the first statement, it is empty and
    so are the columns `unknown`. `at_once`: a machine states a record the moment it has it."""
    t0 = frame[first].to_numpy("datetime64[s]") if at_once else evening(frame[first])
    t1 = frame[second].to_numpy("datetime64[s]")
    empty = {f"{name}{FIRST}": NEVER if frame[name].dtype.kind == "M" else None for name in (second, *unknown)}
    return frame.assign(_t0=t0, _t1=np.where(t1 > t0, t1, NEVER), **empty)


def days(count) -> np.ndarray:
    """Whole or broken days as a span of seconds."""
    return (np.asarray(count, float) * 86_400).astype("int64").astype("timedelta64[s]")


def hours(count) -> np.ndarray:
    """Whole or broken hours as a span of seconds."""
    return days(np.asarray(count, float) / 24)


def local_day(moments) -> np.ndarray:
    """The local days of instants, as a frame holds days."""
    return (np.asarray(moments, "datetime64[s]") + LOCAL).astype("datetime64[D]").astype("datetime64[s]")
