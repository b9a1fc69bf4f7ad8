"""双随机: the register of objects and of inspectors, the list of items, the monthly draws, what came of them, and its publication.

The draws are those behind the random visits of the main path, one per county and month in which somebody was drawn.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.calendar import on_workday
from simulator.plan import instant
from simulator.reference import areas, table
from simulator.stating import NEVER, days, evening, hours

CLASS = {"4": "4", "1": "3", "2": "2"}  # supervision category → class of the object; every other is of the lowest
CAPS = {"1": 4, "2": 2, "3": 1, "4": 6}
MERGED = 0.03  # targets whose turn another visit of the month has taken


def step(rng: np.random.Generator, month: np.datetime64, news: dict[str, pd.DataFrame], pool: pd.Series,
         staff: pd.Series) -> dict[str, pd.DataFrame]:
    """draw, draw_target, draw_result and draw_publicity of a month's visits. `pool` and `staff`: units and inspectors of
    a county."""
    visits = news["inspection"]
    first = visits[visits.recheck_of.isna()]
    others = first[(first.form_code == "0") & (first.arm_code != "random")]
    merged = others[rng.random(len(others)) < MERGED]
    drawn = pd.concat([first[first.arm_code == "random"], merged], ignore_index=True)
    drawn["merged"] = drawn.arm_code != "random"
    drawn["draw_id"] = "CQ" + drawn.region_code + str(month).replace("-", "")
    draws = _draws(drawn, month, pool, staff)
    targets = _targets(drawn, draws, news["inspection_officer"])
    results = _results(rng, drawn, targets)
    return {"draw": draws, "draw_target": targets, "draw_result": results, "draw_publicity": _publicity(rng, results)}


def _draws(drawn, month, pool, staff) -> pd.DataFrame:
    """Drawn before the first visit: on the first working day of the month, before nine."""
    at = instant(on_workday(np.array([month.astype("datetime64[D]")]))[0]) + np.timedelta64(510, "m")
    count = drawn.groupby(["draw_id", "region_code"]).size().rename("target_count").reset_index()
    return count.assign(org_code=count.region_code + "00", class_code="1", drawn_at=at, _t0=evening(at), _t1=NEVER,
                        pool_size=count.region_code.map(pool), inspector_count=count.region_code.map(staff))


def _targets(drawn, draws, officers) -> pd.DataFrame:
    """Every unit of the county alike; the two who went are the two who were drawn."""
    both = officers.pivot(index="inspection_id", columns="role_code", values="officer_id").reindex(drawn.inspection_id)
    held = draws.set_index("draw_id").loc[drawn.draw_id]
    return pd.DataFrame({
        "target_id": "CZ" + drawn.inspection_id.str[2:], "draw_id": drawn.draw_id, "unit_id": drawn.unit_id,
        "probability": (held.target_count / held.pool_size).round(6).to_numpy(float),
        "lead_officer_id": both["1"].to_numpy(object), "assist_officer_id": both["2"].to_numpy(object),
        "_t0": held._t0.to_numpy(), "_t1": NEVER})


def _results(rng, drawn, targets) -> pd.DataFrame:
    """Who checks enters, within days. A target another visit has taken is not checked again."""
    checked, failed = drawn.checked_at.to_numpy("datetime64[s]"), drawn.violation_count.to_numpy() > 0
    later = failed & (rng.random(len(drawn)) < 0.3)
    entered = checked + hours(rng.uniform(1, 70, len(drawn)))
    result = np.select([drawn.merged.to_numpy(bool), later, failed], ["4", "3", "2"], "1").astype(object)
    return pd.DataFrame({"target_id": targets.target_id, "unit_id": drawn.unit_id, "inspection_id": drawn.inspection_id,
                         "checked_at": checked, "result_code": result, "entered_at": entered, "_t0": evening(entered), "_t1": NEVER})


def _publicity(rng, results) -> pd.DataFrame:
    """Most within twenty working days, some late, a few never. What was merged is published with the other visit."""
    shown = results[(results.result_code != "4").to_numpy() & (rng.random(len(results)) < 0.97)].reset_index(drop=True)
    n = len(shown)
    late = rng.random(n) < 0.08
    waited = np.where(late, days(rng.uniform(40, 60, n)), days(rng.uniform(0.5, 18, n)))
    completed = shown.entered_at.to_numpy("datetime64[s]")
    return pd.DataFrame({"publicity_id": "GS" + shown.target_id.str[2:], "target_id": shown.target_id,
                         "channel_code": rng.choice(np.array(["1", "2", "3"], object), n, p=[0.5, 0.35, 0.15]),
                         "completed_at": completed, "published_at": completed + waited,
                         "_t0": evening(completed + waited), "_t1": NEVER})


def caps(year: int) -> pd.DataFrame:
    """The caps of a year, published in its January for every county."""
    code = areas().code.to_numpy(object)
    frame = pd.DataFrame([(c, k, n) for c in code for k, n in CAPS.items()], columns=["region_code", "category_code", "cap_count"])
    published = np.datetime64(f"{year}-01-15", "s")
    return frame.assign(cap_id=[f"SX{year}{c}{k}" for c, k in zip(frame.region_code, frame.category_code)], cap_year=year,
                        published_date=published, _t0=evening(instant(published)), _t1=NEVER)


def objects(units: pd.DataFrame) -> pd.DataFrame:
    """Every unit on the books is an object of inspection until it closes."""
    return units[["unit_id", "region_code", "org_code"]].assign(
        class_code=units.category_code.map(CLASS).fillna("1"), listed_date=units.opened_date, removed_date=units.closed_date)


def inspectors(staff: pd.DataFrame) -> pd.DataFrame:
    """All inspectors of the counties; a certificate lasts five years."""
    code, number = areas().code.to_numpy(object)[staff.area], np.arange(len(staff))
    until = np.datetime64("2027-01-01", "D") + number * 37 % 1500
    return pd.DataFrame({"officer_id": staff.officer_id, "certificate_no": [f"ZF{c}{n:05d}" for c, n in zip(code, number)],
                         "certified_until": until.astype("datetime64[s]"), "region_code": code, "org_code": code + "00",
                         "is_active": number % 11 != 10}, index=staff.index)


def items() -> pd.DataFrame:
    """The list of what is checked: the items of an inspection."""
    known = table("check_items")
    return pd.DataFrame({"item_code": known["item"], "item_name": known["name"], "basis_name": known.article,
                         "way_code": np.where(np.arange(len(known)) % 7 == 6, "2", "1").astype(object),
                         "is_in_force": np.ones(len(known), bool)})
