"""What else the systems keep about the same visits, fires, calls and devices: everything that follows from the main path."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import samples
from simulator.further import dispatches, draws, enforcement, fire_files, requests, telemetry
from simulator.reference import areas

Frames = dict[str, pd.DataFrame]


def step(world, month: np.datetime64, news: Frames) -> Frames:
    """Records of the month that follow from `news`, the records of the main path, and the state of the world at its end."""
    def rng(part):
        return world.plan.rng(part.__name__, month)

    made: Frames = {}
    for part in (enforcement, requests, fire_files, dispatches):
        made |= part.step(rng(part), month, news)
    made |= telemetry.step(rng(telemetry), month, news["device_alarm"], world.devices.frame)
    code, units = areas().code.to_numpy(object), world.register.units
    pool = pd.Series(code[units.area.to_numpy()[world.register.open_rows(month)]]).value_counts()
    made |= draws.step(rng(draws), month, news, pool, pd.Series(world.inspections.count, code))
    made |= {"inspection_cap": draws.caps(int(str(month)[:4]))} if str(month).endswith("-01") else {}
    return made | samples.step(world, month, news | made)


def snapshots(world, registers: Frames) -> Frames:
    """Registers that follow from those of the main path."""
    return {"transmission_device": telemetry.transmitters(registers["alarm_device"]), "random_check_item": draws.items(),
            "inspection_object": draws.objects(registers["unit"]), "inspector": draws.inspectors(world.inspections.staff)}
