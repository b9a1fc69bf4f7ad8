"""The records of a month's visits as the supervision system keeps them, each with the instants of its statements."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.calendar import on_workday
from simulator.plan import instant
from simulator.reference import areas, table
from simulator.stating import NEVER, stated

# form, class and arm by reason of the visit: 1 random, 2 complaint, 3 yearly, 4 campaign, 5 event, 6 before opening
FORM = np.array(["", "0", "2", "0", "0", "3", "1"], object)
CLASS = np.array(["", "1", "3", "1", "2", "2", "1"], object)
ARM = np.array(["", "random", "targeted", "mandated", "mandated", "mandated", "mandated"], object)


def frames(rng, made, visits, again, items, found, pair) -> dict[str, pd.DataFrame]:
    """inspection, inspection_item, inspection_officer, violation; `_t0` first statement, `_t1` second."""
    month = visits.day.to_numpy("datetime64[M]").astype(str) if len(visits) else np.empty(0, str)
    code = areas().code.to_numpy()[visits.area]
    ids = np.array([f"JC{c}{m[:4]}{m[5:]}{i:05d}" for i, (c, m) in enumerate(zip(code, month), 1)], object)
    failed = np.bincount(found.visit, minlength=len(visits))
    first = pd.DataFrame({
        "inspection_id": ids, "unit_id": visits.unit_id.to_numpy(object), "org_code": code + "00", "region_code": code,
        "form_code": FORM[visits.arm], "class_code": CLASS[visits.arm], "arm_code": ARM[visits.arm],
        "checked_at": visits.checked_at, "closed_at": _closed(rng, visits, again, found),
        "violation_count": failed, "recheck_of": None})
    left = found[found.again.notna()]
    at = left.again.to_numpy(int)
    count = np.bincount(at, minlength=len(again))
    second = pd.DataFrame({
        "inspection_id": ["FC" + i[2:] for i in ids[again.visit]], "unit_id": visits.unit_id.to_numpy(object)[again.visit],
        "org_code": code[again.visit] + "00", "region_code": code[again.visit], "form_code": "5", "class_code": "3",
        "arm_code": "mandated", "checked_at": again.checked_at, "closed_at": _reclosed(rng, again, left, count),
        "violation_count": count, "recheck_of": ids[again.visit]})
    inspection = pd.concat([first, second], ignore_index=True) if len(second) else first
    result = np.where(inspection.violation_count > 0, "2", "1").astype(object)
    inspection = stated(inspection, "checked_at", "closed_at")
    for state in ("", "__first"):  # only a closed visit has a result
        inspection[f"result_code{state}"] = np.where(inspection[f"closed_at{state}"].notna(), result, None)
    seen = items.assign(inspection_id=ids[items.visit], _t0=visits.checked_at.to_numpy()[items.visit])
    open_ = found[~found.on_site]
    position = pd.Series(np.arange(len(again)), index=again.visit).reindex(open_.visit).to_numpy(int)
    looked = pd.DataFrame({"inspection_id": second.inspection_id.to_numpy(object)[position], "item": open_["item"].to_numpy(),
                           "result_code": np.where(open_.again.notna(), "2", "1").astype(object),
                           "_t0": again.checked_at.to_numpy()[position]})
    item = pd.concat([seen.drop(columns="visit"), looked], ignore_index=True)
    item["item_code"] = table("check_items")["item"].to_numpy(object)[item["item"]]
    return {"inspection": inspection, "inspection_item": item.drop(columns="item").assign(_t1=NEVER),
            "inspection_officer": _officers(made.staff, inspection, ids, pair, again),
            "violation": _violations(visits, first, second, found)}


def _closed(rng, visits, again, found) -> np.ndarray:
    """A clean visit is closed within days, a failed one when its recheck is, or with the penalty after it."""
    soon = instant(on_workday(visits.day.to_numpy("datetime64[D]"), rng.integers(0, 3, len(visits)))) + np.timedelta64(18, "h")
    closed = np.maximum(soon, visits.checked_at.to_numpy() + np.timedelta64(30, "m"))
    persists = np.isin(np.arange(len(again)), found.again.dropna())
    decided = on_workday(again.day.to_numpy("datetime64[D]"), rng.integers(5, 30, len(again)))
    penalty = instant(decided) + np.timedelta64(11, "h")
    closed[again.visit] = np.where(persists, penalty, again.checked_at.to_numpy() + np.timedelta64(2, "h"))
    closed[again.visit[persists & (rng.random(len(again)) < 0.08)]] = NEVER
    return closed


def _reclosed(rng, again, left, count) -> np.ndarray:
    """A recheck that still finds something is closed when the last of it is put right, or never."""
    closed = again.checked_at.to_numpy() + np.timedelta64(2, "h")
    last = left.assign(at=left.again.astype(int), open=left.rectified_at.isna()).groupby("at").agg(
        when=("rectified_at", "max"), open=("open", "any"))
    closed[last.index] = np.where(last.open, NEVER, last.when.to_numpy("datetime64[s]") + np.timedelta64(3, "h"))
    return closed


def _officers(staff, inspection, ids, pair, again) -> pd.DataFrame:
    """主办 and 协办 of each visit; the same two come again."""
    both = np.vstack([pair, pair[again.visit]])
    return pd.DataFrame({"inspection_id": np.repeat(inspection.inspection_id.to_numpy(object), 2),
                         "officer_id": staff.officer_id.to_numpy(object)[both.ravel()],
                         "role_code": np.tile(np.array(["1", "2"], object), len(both)),
                         "_t0": np.repeat(inspection.checked_at.to_numpy(), 2), "_t1": NEVER})


def _violations(visits, first, second, found) -> pd.DataFrame:
    """What each visit found; what a recheck finds again is a record of the recheck."""
    items = table("check_items")
    left = found[found.again.notna()]
    once = pd.DataFrame({"inspection_id": first.inspection_id.to_numpy(object)[found.visit], "row": found.index,
                         "found_at": found.found_at})
    twice = pd.DataFrame({"inspection_id": second.inspection_id.to_numpy(object)[left.again.to_numpy(int)], "row": left.index,
                          "found_at": second.checked_at.to_numpy()[left.again.to_numpy(int)]})
    both = pd.concat([once, twice], ignore_index=True) if len(twice) else once
    item = found["item"].to_numpy()[both.row]
    both["item_code"] = items["item"].to_numpy(object)[item]
    both["violation_id"] = both.inspection_id + "-" + both.item_code
    both["unit_id"] = visits.unit_id.to_numpy(object)[found.visit.to_numpy()[both.row]]
    both["violation_name"], both["article_code"] = items["name"].to_numpy(object)[item], items.article.to_numpy(object)[item]
    both["is_fixed_on_site"] = found.on_site.to_numpy()[both.row]
    both["rectified_at"] = found.rectified_at.to_numpy()[both.row]
    both["limit"] = found.limit.to_numpy()[both.row]
    return stated(both.drop(columns="row"), "found_at", "rectified_at")
