"""What a visit leads to on paper: orders to put things right, rechecks, penalty cases, seizures, major hazards."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.stating import NEVER, days, evening, hours, local_day, stated

AT_ONCE, LIMIT, SEIZURE, PENALTY = "1", "2", "3", "4"  # kinds of document
PARTS = np.array(["后厨操作间", "地下储藏间", "二层包间", "临街商铺夹层", "危险物品暂存间"], object)
FINES = np.arange(5_000, 50_001, 500)  # yuan: 消防法第六十条


def step(rng: np.random.Generator, month: np.datetime64, news: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """enforcement_document, document_violation, rectification, penalty_case, seizure, major_hazard of a month's visits."""
    visits, found = news["inspection"], news["violation"]
    first = visits[visits.recheck_of.isna() & (visits.violation_count > 0)].reset_index(drop=True)
    again = visits[visits.recheck_of.notna()].reset_index(drop=True)
    orders = _orders(rng, first, found)
    seizures, cases = _seizures(rng, first), _cases(rng, again)
    papers = pd.concat([orders, _papers(seizures, "seizure_id", SEIZURE), _papers(cases, "case_id", PENALTY)],
                       ignore_index=True)
    return {"enforcement_document": stated(papers, "issued_at", "served_at"),
            "document_violation": _named(orders, found), "rectification": _rectifications(orders, again),
            "penalty_case": _stated_cases(cases), "seizure": stated(seizures, "decided_at", "lifted_at"),
            "major_hazard": _hazards(rng, first)}


def _orders(rng, first, found) -> pd.DataFrame:
    """One order per visit that found something: at once where all was put right on the spot, else with a time limit."""
    open_ = found[~found.is_fixed_on_site.astype(bool)].groupby("inspection_id").limit.max()
    limit = open_.reindex(first.inspection_id).to_numpy(float)
    issued = first.checked_at.to_numpy("datetime64[s]") + hours(rng.uniform(0.5, 2, len(first)))
    served = issued + np.where(rng.random(len(first)) < 0.8, hours(rng.uniform(0.1, 0.5, len(first))),
                               days(rng.uniform(1, 3, len(first))))
    due = np.where(np.isnan(limit), NEVER, local_day(issued) + days(np.nan_to_num(limit)))
    return pd.DataFrame({"document_id": "WS" + first.inspection_id.str[2:], "inspection_id": first.inspection_id,
                         "unit_id": first.unit_id, "kind_code": np.where(np.isnan(limit), AT_ONCE, LIMIT).astype(object),
                         "issued_at": issued, "served_at": served, "due_date": due, "violation_count": first.violation_count})


def _papers(made: pd.DataFrame, key: str, kind: str) -> pd.DataFrame:
    """The document of each decision."""
    decided = made[made.decided_at.notna()]
    at = decided.decided_at.to_numpy("datetime64[s]")
    return pd.DataFrame({"document_id": "WS" + decided[key], "inspection_id": decided.inspection_id,
                         "unit_id": decided.unit_id, "kind_code": kind, "issued_at": at, "served_at": at + hours(1),
                         "due_date": np.full(len(decided), NEVER), "violation_count": decided.named})


def _named(orders, found) -> pd.DataFrame:
    both = orders.merge(found[["inspection_id", "violation_id"]], on="inspection_id")
    return both[["document_id", "violation_id"]].assign(_t0=evening(both.issued_at), _t1=NEVER)


def _rectifications(orders, again) -> pd.DataFrame:
    """What an order with a time limit came to at the recheck; who did nothing may be given more time."""
    limited = orders[orders.kind_code == LIMIT]
    rows = limited.merge(again[["recheck_of", "inspection_id", "checked_at", "violation_count"]], how="left",
                         left_on="inspection_id", right_on="recheck_of", suffixes=("", "_again"))
    left, named = rows.violation_count_again, rows.violation_count
    outcome = np.select([left.isna(), left == 0, left < named], [None, "1", "2"], "3")
    more = (outcome == "3") & (rows.index.to_numpy() % 3 == 0)
    frame = pd.DataFrame({
        "rectification_id": "ZG" + rows.document_id.str[2:], "document_id": rows.document_id, "unit_id": rows.unit_id,
        "ordered_at": rows.issued_at, "due_date": rows.due_date, "rechecked_at": rows.checked_at,
        "extended_date": np.where(more, local_day(rows.checked_at) + days(15), NEVER), "recheck_id": rows.inspection_id_again,
        "outcome_code": outcome})
    return stated(frame, "ordered_at", "rechecked_at", ("extended_date", "recheck_id", "outcome_code"))


def _cases(rng, again) -> pd.DataFrame:
    """Most rechecks that still find something lead to a penalty case; some cases are never closed. Money in fen."""
    bad = again[(again.violation_count > 0).to_numpy() & (rng.random(len(again)) < 0.85)].reset_index(drop=True)
    n = len(bad)
    filed = bad.checked_at.to_numpy("datetime64[s]") + days(rng.uniform(0.5, 3, n))
    decided = filed + days(rng.uniform(10, 30, n))
    kind = rng.choice(np.array(["1", "2", "4"], object), n, p=[0.25, 0.65, 0.10])
    fined, paid = kind == "2", decided + days(rng.uniform(1, 14, n))
    closed = np.where(fined, paid, decided) + days(rng.uniform(0.5, 3, n))
    open_ = rng.random(n) < 0.08
    article = np.where(fined, "消防法60条", "消防法58条").astype(object)
    return pd.DataFrame({
        "case_id": "AJ" + bad.inspection_id.str[2:], "inspection_id": bad.inspection_id, "unit_id": bad.unit_id,
        "region_code": bad.region_code, "org_code": bad.org_code, "article_code": article, "filed_at": filed,
        "stage_code": np.where(open_, "2", "6").astype(object), "is_legally_reviewed": ~open_,
        "decided_at": np.where(open_, NEVER, decided), "penalty_kind_code": np.where(open_, None, kind),
        "fine_yuan": np.where(fined & ~open_, rng.choice(FINES, n) * 100.0, np.nan),
        "paid_at": np.where(fined & ~open_, paid, NEVER),
        "remedy_code": np.where(open_, None, rng.choice(np.array(["0", "1", "2"], object), n, p=[0.96, 0.03, 0.01])),
        "closed_at": np.where(open_, NEVER, closed), "named": bad.violation_count})


def _stated_cases(cases) -> pd.DataFrame:
    """A case is stated when it is filed and when it is closed."""
    unknown = ("decided_at", "penalty_kind_code", "fine_yuan", "paid_at", "remedy_code")
    frame = stated(cases, "filed_at", "closed_at", unknown)
    return frame.assign(stage_code__first="1", is_legally_reviewed__first=False)


def _seizures(rng, first) -> pd.DataFrame:
    """Where much is wrong at once a part is sealed off, for thirty days at most."""
    bad = first[(first.violation_count >= 3).to_numpy() & (rng.random(len(first)) < 0.35)].reset_index(drop=True)
    n = len(bad)
    decided = bad.checked_at.to_numpy("datetime64[s]") + hours(3)
    lifted = np.where(rng.random(n) < 0.05, NEVER, decided + days(rng.uniform(2, 29, n)))
    return pd.DataFrame({
        "seizure_id": "CF" + bad.inspection_id.str[2:], "inspection_id": bad.inspection_id, "unit_id": bad.unit_id,
        "part_name": PARTS[rng.integers(0, len(PARTS), n)], "decided_at": decided,
        "expires_date": local_day(decided) + days(30), "lifted_at": lifted, "named": bad.violation_count})


def _hazards(rng, first) -> pd.DataFrame:
    """A few of the worst visits end in a 重大火灾隐患, cleared after months or not yet."""
    bad = first[(first.violation_count >= 3).to_numpy() & (rng.random(len(first)) < 0.25)].reset_index(drop=True)
    n = len(bad)
    judged = bad.checked_at.to_numpy("datetime64[s]") + days(rng.uniform(2, 10, n))
    limit = rng.integers(60, 181, n)
    cleared = np.where(rng.random(n) < 0.25, NEVER, judged + days(limit * rng.uniform(0.5, 1.2, n)))
    frame = pd.DataFrame({
        "hazard_id": "ZD" + bad.inspection_id.str[2:], "inspection_id": bad.inspection_id, "unit_id": bad.unit_id,
        "region_code": bad.region_code, "org_code": bad.org_code,
        "way_code": rng.choice(np.array(["1", "2"], object), n, p=[0.4, 0.6]), "judged_at": judged,
        "supervisor_code": rng.choice(np.array(["1", "2", "3", "4"], object), n, p=[0.1, 0.3, 0.3, 0.3]),
        "due_date": local_day(judged) + days(limit), "cleared_at": cleared})
    return stated(frame, "judged_at", "cleared_at")
