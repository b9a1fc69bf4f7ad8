"""What brings an inspector to the door from outside: complaints, and applications to open."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator import people
from simulator.plan import instant
from simulator.stating import NEVER, days, hours, stated

OPENING, COMPLAINT = "1", "2"  # forms of inspection


def step(rng: np.random.Generator, month: np.datetime64, news: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """complaint and permit of the month whose visits stand in `news`."""
    visits = news["inspection"]
    first = visits[visits.recheck_of.isna()]
    start = instant(month.astype("datetime64[D]"))
    return {"complaint": _complaints(rng, first[first.form_code == COMPLAINT], start),
            "permit": _permits(rng, first[first.form_code == OPENING], start)}


def _complaints(rng, visits, start) -> pd.DataFrame:
    """Every complaint visit answers one; a third more are about premises no register knows, and come to nothing."""
    n = len(visits)
    more = rng.poisson(n / 3)
    at = np.concatenate([np.arange(n), rng.integers(0, max(n, 1), more)]) if n else np.zeros(0, int)
    known, total = np.arange(len(at)) < n, len(at)
    examined = visits.checked_at.to_numpy("datetime64[s]")[at] + np.where(known, hours(0), hours(rng.uniform(1, 40, total)))
    blocked = rng.random(total) < 0.4    # checked within a day, others within three working days
    waited = np.where(blocked, hours(rng.uniform(1, 22, total)), hours(rng.uniform(2, 60, total)))
    frame = pd.DataFrame({
        "complaint_id": np.where(known, "JB" + visits.inspection_id.str[2:].to_numpy(object)[at],
                                 [f"JB{i[2:]}N{k:03d}" for k, i in enumerate(visits.inspection_id.to_numpy(object)[at])]),
        "source_code": rng.choice(np.array(["1", "2", "3", "4"], object), total, p=[0.35, 0.35, 0.2, 0.1]),
        "kind_code": np.where(blocked, "1", "2").astype(object),
        "unit_id": np.where(known, visits.unit_id.to_numpy(object)[at], None),
        "region_code": visits.region_code.to_numpy(object)[at], "accepted_at": np.maximum(examined - waited, start),
        "examined_at": examined, "examination_id": np.where(known, visits.inspection_id.to_numpy(object)[at], None),
        "is_true": known & (visits.violation_count.to_numpy()[at] > 0), "reporter_phone": people.phones(rng, total)})
    frame["replied_at"] = examined + days(rng.uniform(0.5, 5, total))
    return stated(frame, "accepted_at", "replied_at", ("examined_at", "examination_id", "is_true"))


def _permits(rng, visits, start) -> pd.DataFrame:
    """告知承诺 opens first and is checked after, and revoked where much is wrong; else the check decides."""
    n, failed = len(visits), visits.violation_count.to_numpy()
    promised = rng.random(n) < 0.7
    checked = visits.checked_at.to_numpy("datetime64[s]")
    applied = np.maximum(checked - days(rng.uniform(1, 8, n)), start)
    decided = np.where(promised, applied + hours(rng.uniform(0.5, 1, n)), checked + days(rng.uniform(0.5, 5, n)))
    revoked = promised & (failed > 1)
    result = np.select([revoked, promised | (failed == 0)], ["3", "1"], "2").astype(object)
    frame = pd.DataFrame({
        "permit_id": "XK" + visits.inspection_id.str[2:], "inspection_id": visits.inspection_id, "unit_id": visits.unit_id,
        "way_code": np.where(promised, "1", "2").astype(object), "applied_at": applied, "decided_at": decided,
        "result_code": result, "revoked_at": np.where(revoked, np.maximum(checked, decided) + days(rng.uniform(1, 5, n)), NEVER)})
    last = frame.revoked_at.fillna(frame.decided_at)
    return stated(frame.assign(_last=last), "applied_at", "_last", ("decided_at", "result_code", "revoked_at")).drop(
        columns=["_last", "_last__first"])
