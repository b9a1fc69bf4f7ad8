"""The scores of a reported month as rows of `ops.score`, which the quality board shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from expectations.model import Contracts
from firelake.messages import text
from spark_jobs.inventory import DIMENSIONS
from spark_jobs.monthly.facts import Month, Scores


def rows(month: Month, contracts: Contracts) -> list[tuple]:
    """Tuples in the order of `ledger.SCORE`."""
    now = dt.datetime.now(dt.UTC)
    titles = {"whole": lambda name: month.deployment["title"], "table": lambda name: contracts.tables[name].title,
              "feed": lambda name: contracts.feeds[name].title, "region": lambda name: name or text("report_unplaced")}
    groups = {"whole": month.whole, "table": month.by_table, "feed": month.by_feed, "region": month.by_region}
    return [(*row, now) for kind, scores in groups.items() for row in _rows(month.month, kind, scores, titles[kind])]


def _rows(month: str, kind: str, scores: Scores, title) -> Iterator[tuple]:
    for name, by in scores.items():
        shares = (by[d].share for d in DIMENSIONS)
        yield month, kind, name, title(name), *shares, sum(s.asked for s in by.values()), sum(s.failed for s in by.values())
