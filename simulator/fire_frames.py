"""The records of a month's fires as fire statistics keeps them: first report, then the approved one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import people
from simulator.geography import nearest_station
from simulator.losses import NEW_RULE, assess, grades
from simulator.plan import Plan
from simulator.reference import areas
from simulator.register import Register
from simulator.stating import NEVER

KIND = {"unit": "1", "dwelling": "2", "vehicle": "3", "outdoor": "4"}
MONEY = ("damage_yuan", "disposal_cost_yuan", "injury_cost_yuan", "other_cost_yuan")


def frames(plan: Plan, month: np.datetime64, fires: pd.DataFrame, register: Register) -> dict[str, pd.DataFrame]:
    """fire and fire_casualty of the month; money in fen. `_t0` first report, `_t1` approval; `x__first` is x until then."""
    rng = plan.rng("fire-records", month)
    n, built = len(fires), fires.building.to_numpy() >= 0
    house = register.buildings.iloc[np.where(built, fires.building, 0)]
    row = fires.row.to_numpy()
    protected = built & house.has_sprinkler.to_numpy(bool)
    protected[row >= 0] |= register.units.has_sprinkler.to_numpy(bool)[row[row >= 0]]
    loss = assess(rng, fires, protected)
    minor = loss.minor.to_numpy()
    fire_at = fires.fire_at.to_numpy()
    received = fire_at + (rng.gamma(2, 240, n).astype(int) + 30).astype("timedelta64[s]")
    station, distance = nearest_station(fires.longitude.to_numpy(), fires.latitude.to_numpy(), fires.area.to_numpy())
    travel = ((3 + 1.4 * distance) * 60 * rng.uniform(0.8, 1.5, n)).astype(int).astype("timedelta64[s]")
    code = areas().code.to_numpy(object)[fires.area]
    stamp = (fire_at + np.timedelta64(8, "h")).astype("datetime64[D]").astype(str)
    floors = np.where(built, house.floor_count.to_numpy(), 0)

    def of_house(column):
        return np.where(built, house[column].to_numpy(object), None)

    frame = pd.DataFrame({
        "fire_id": [f"HZ{c}{s.replace('-', '')}{i:04d}" for i, (c, s) in enumerate(zip(code, stamp), 1)],
        "call_id": [f"JQ{c}{s.replace('-', '')}{i:05d}" for i, (c, s) in enumerate(zip(code, stamp), 1)],
        "unit_id": np.where(row >= 0, register.units.unit_id.to_numpy(object)[np.maximum(row, 0)], None),
        "building_id": of_house("building_id"), "fire_at": fire_at, "received_at": received,
        "arrived_at": np.where(rng.random(n) < 0.03, NEVER, received + travel), "region_code": code, "org_code": code + "00",
        "kind_code": fires.kind.map(KIND).to_numpy(object), "place_code": fires.place_code, "cause_code": fires.cause_code,
        "minor_code": np.where(fire_at >= NEW_RULE, np.where(minor, "1", "2"), None),
        "structure_code": of_house("structure_code"), "fire_resistance_code": of_house("fire_resistance_code"),
        "floor_count": pd.array(np.where(built, floors, -1), "Int64"), "fire_floor": pd.array(
            np.where(built, (rng.random(n) ** 1.4 * floors).astype(int) + 1, -1), "Int64"),
        "use_code": of_house("use_code"), "longitude": fires.longitude, "latitude": fires.latitude,
        "station_code": station, "address": fires.address})
    frame.loc[~built, ["floor_count", "fire_floor"]] = pd.NA
    frame = pd.concat([frame, loss.drop(columns="minor")], axis=1)
    casualty = _casualties(rng, frame)
    return {"fire": _states(rng, frame, casualty, minor), "fire_casualty": casualty}


def _states(rng, frame, casualty, minor) -> pd.DataFrame:
    """First report within days; approval weeks later with revised damage and with those who died meanwhile.

    Adds the statement instants to `casualty` as well.
    """
    n, received = len(frame), frame.received_at.to_numpy()
    t0 = received + (rng.uniform(4, 60, n) * 3600).astype(int).astype("timedelta64[s]")
    t1 = t0 + (rng.uniform(8, 40, n) * 86400).astype(int).astype("timedelta64[s]")
    late = casualty[casualty.died_at.notna() & (casualty.late)]
    last = late.groupby("fire").died_at.max()
    if len(last):
        t1[last.index] = np.maximum(t1[last.index], last.to_numpy("datetime64[s]") + np.timedelta64(1, "D"))
    t1[minor] = NEVER
    died = np.bincount(late.fire, minlength=n)
    first = {"death_count": frame.death_count - died, "serious_injury_count": frame.serious_injury_count + died}
    revised = ~minor & (rng.random(n) < 0.35)
    damage = frame.damage_yuan.to_numpy()
    guess = (damage * np.exp(rng.normal(0, 0.35, n))).round().astype("int64")
    guess = np.where(damage >= 100_000, guess.clip(100_000), guess.clip(2_000, 99_999))
    first["damage_yuan"] = np.where(revised, guess, damage)
    total = {c: frame[c].to_numpy() for c in MONEY}
    frame["direct_loss_yuan"] = sum(total.values())
    first["direct_loss_yuan"] = sum((total | {"damage_yuan": first["damage_yuan"]}).values())
    frame["grade_code"] = grades(frame.fire_at.to_numpy(), frame.death_count.to_numpy(), frame.serious_injury_count.to_numpy(),
                                 frame.direct_loss_yuan.to_numpy())
    first["grade_code"] = grades(frame.fire_at.to_numpy(), first["death_count"].to_numpy(),
                                 first["serious_injury_count"].to_numpy(), first["direct_loss_yuan"])
    frame["report_state_code"], first["report_state_code"] = np.where(minor, "8", "3"), np.where(minor, "8", "2")
    casualty["_t0"], casualty["_t1"] = t0[casualty.fire], np.where(casualty.late, t1[casualty.fire], NEVER)
    casualty.drop(columns=["fire", "late"], inplace=True)
    return frame.assign(_t0=t0, _t1=t1, **{f"{c}__first": v for c, v in first.items()})


def _casualties(rng, frame) -> pd.DataFrame:
    """One row per victim. Deaths count within 7 days of the fire, since 2025-05-01 within 30: some die in hospital."""
    counts = frame[["death_count", "serious_injury_count", "minor_injury_count"]].to_numpy()
    fire = np.repeat(np.arange(len(frame)), counts.sum(axis=1))
    kind = np.concatenate([np.repeat(["1", "2", "3"], c) for c in counts]) if len(fire) else np.empty(0, "U1")
    n, dead = len(fire), kind == "1"
    late = dead & (rng.random(n) < 0.2)
    at = frame.fire_at.to_numpy()[fire]
    window = np.where(at >= NEW_RULE, 29, 6)
    wait = np.where(late, 2 * 86400 + rng.random(n) * (window - 2) * 86400, rng.uniform(300, 3600, n)).astype(int)
    received = frame.received_at.to_numpy()[fire]
    died = np.where(dead, np.where(late, at + wait.astype("timedelta64[s]"), received + wait.astype("timedelta64[s]")), NEVER)
    number = pd.Series(fire).groupby(fire).cumcount().to_numpy() + 1
    return pd.DataFrame({
        "casualty_id": [f"{f}-{i:02d}" for f, i in zip(frame.fire_id.to_numpy(object)[fire], number)],
        "fire_id": frame.fire_id.to_numpy(object)[fire], "kind_code": kind.astype(object),
        "kind_code__first": np.where(late, "2", kind).astype(object),
        "age": rng.normal(52, 19, n).clip(1, 97).astype(int), "died_at": died, "died_at__first": np.where(late, NEVER, died),
        "person_name": people.names(rng, n), "id_number": people.identity_numbers(rng, n), "fire": fire, "late": late})
