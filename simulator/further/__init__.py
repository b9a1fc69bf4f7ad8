"""What else the systems keep about the same visits, fires, calls and devices: everything that follows from the main path."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.further import dispatches, enforcement, fire_files, requests, telemetry
from simulator.plan import Plan, Window

Frames = dict[str, pd.DataFrame]


def step(plan: Plan, month: np.datetime64, news: Frames, devices: pd.DataFrame) -> Frames:
    """Records of the month that follow from `news`, the records of the main path; `devices` as they are at its end."""
    made: Frames = {}
    for part in (enforcement, requests, fire_files, dispatches):
        made |= part.step(plan.rng(part.__name__, month), month, news)
    return made | telemetry.step(plan.rng(telemetry.__name__, month), month, news["device_alarm"], devices)


def snapshots(registers: Frames, window: Window) -> Frames:
    """Registers that follow from those of the main path."""
    return {"transmission_device": telemetry.transmitters(registers["alarm_device"])}
