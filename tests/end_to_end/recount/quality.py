"""wall_quality: what came of each feed for each of its tables, and whether it is late."""

from __future__ import annotations

import pandas as pd

from simulator.checking.answers import Defect
from simulator.checking.cells import value
from simulator.sources import declared, sources
from tests.end_to_end.recount.known import Known, local_day

PERIODS_OF_GRACE = 2
LONGEST = {"day": pd.Timedelta(days=1), "month": pd.Timedelta(days=31)}
# A row somebody sent right again was wrong by a number one too high; its own row gives some of those numbers away.
GIVEN_AWAY = {
    "inspection": lambda row: row["result_code"] == "1" and row["violation_count"] > 0,
    "fire": lambda row: (row["fire_floor"] or 0) > (row["floor_count"] or 999) or row["minor_code"] == "1" and sum(
        row[c] or 0 for c in ("death_count", "serious_injury_count", "minor_injury_count")) > 0,
}


def wall_quality(known: Known) -> pd.DataFrame:
    """Grain: feed × table. `loaded_count` counts rows of silver, one per statement or version that stands."""
    return pd.DataFrame([_row(known, feed, table) for feed in declared().feeds.values() for table in feed.targets])


def _row(known: Known, feed, table: str) -> dict:
    short = table.removeprefix("silver.")
    sent = [s for s in known.answers.sent.values() if s.feed == feed.name]
    taken = [pd.Timestamp(s.as_of) for s in sent if s.name not in known.silent]
    last = max(taken, default=None)
    rows = known.versions(short) if short in sources() else None
    late = bool(sent) and _is_late(known, feed.delivery.get("every"), last)
    day = None if last is None else local_day(pd.Series([last]))[0].date()
    return {"feed": feed.name, "table_name": table, "title": f"{feed.title} → {declared().tables[table].title}",
            "last_as_of": last, "delivery_count": len({(s.as_of, s.digests) for s in sent}),
            "held_count": _ended(known, sent, "held"), "rejected_count": _ended(known, sent, "rejected"),
            "loaded_count": 0 if rows is None else len(rows),
            "flagged_count": _rows_ended(known, short, "flagged"), "quarantined_count": _rows_ended(known, short, "quarantined"),
            "is_stale": late, "stale_since": last if late else None,
            "stale_reason": None if not late else "投递都没有被接收" if last is None else f"最近一次数据截至 {day}"}


def _ended(known: Known, sent: list, end: str) -> int:
    return sum(known.silent.get(s.name) == end for s in sent)


def _rows_ended(known: Known, table: str, end: str) -> int:
    """Rows as delivered, once per delivery; a row set aside is not in doubt."""
    ends: dict[tuple, set[str]] = {}
    for defect, true, word in known.ended(table):
        if word == "superseded" and _gives_itself_away(defect, true):
            word = "flagged"
        ends.setdefault((defect.sent.feed, defect.sent.as_of, defect.sent.digests, defect.row), set()).add(word)
    return sum(end in words and (end == "quarantined" or "quarantined" not in words) for words in ends.values())


def _gives_itself_away(defect: Defect, true: dict | None) -> bool:
    return defect.table in GIVEN_AWAY and bool(defect.changes) and true is not None and GIVEN_AWAY[defect.table](
        true | {c: value(defect.table, c, text) for c, (_, text) in defect.changes.items()})


def _is_late(known: Known, every: str | None, last: pd.Timestamp | None) -> bool:
    """Nothing for two of its periods; a feed without a rhythm is never late."""
    if every not in LONGEST:
        return False
    return last is None or local_day(pd.Series([last]))[0] + PERIODS_OF_GRACE * LONGEST[every] < known.day
