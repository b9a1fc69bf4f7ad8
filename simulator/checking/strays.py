"""What was set aside or doubted although no injected defect asks for it: the pipeline's false alarms."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from expectations.model import Table
from firelake.messages import text
from simulator.checking import flags
from simulator.checking.answers import Answers
from simulator.checking.ends import Verdict
from simulator.checking.lake import Found
from spark_jobs.accept import HELD, REJECTED


@dataclass(frozen=True)
class Stray:
    """`what`: held, rejected, quarantined or flagged; `where`: the feed or table. A row of a file counts from 1."""

    what: str
    where: str
    delivery: str
    row: int | None
    reason: str


def deliveries(answers: Answers, found: Found) -> list[Stray]:
    """Held and rejected deliveries that no defect made so."""
    spoilt = {found.state(d.sent).delivery.id for d in answers.defects if d.row is None}
    return [Stray(s.status, feed, i, None, text(s.reason[0], **s.reason[1])) for feed, states in found.states.items()
            for i, s in states.items() if s.status in (HELD, REJECTED) and i not in spoilt]


def rows(found: Found, table: Table, silver: pd.DataFrame, verdicts: list[Verdict]) -> list[Stray]:
    """Quarantined rows that are no defect, and flags that concern no damaged cell of their row."""
    hurt = {(v.delivery, v.defect.row) for v in verdicts}
    strays = [Stray("quarantined", table.short, a.delivery, a.row, "|".join(a.rules))
              for a in found.quarantined(table.short) if (a.delivery, a.row) not in hurt]
    damaged: dict[tuple, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.spoke:
            damaged.setdefault(verdict.kept_key, []).append(verdict)
    for row in silver[silver["_flags"] != ""].to_dict("records"):
        mine = [v for v in damaged.get(tuple(row[k] for k in table.key), []) if _in_force(table, row, v)]
        strange = [flag for flag in row["_flags"].split("|") if not any(_concerns(table, flag, v) for v in mine)]
        if strange:
            strays.append(Stray("flagged", table.short, row["_delivery_id"], row["_row"], "|".join(strange)))
    return strays


def _in_force(table: Table, row: dict, verdict: Verdict) -> bool:
    """Whether the silver row is what the damaged statement became."""
    at = verdict.defect.sent.as_of
    if table.history != "known":
        return row["_as_of"] == at
    return row["_seen_from"] <= at and (pd.isna(row["_seen_to"]) or at < row["_seen_to"])


def _concerns(table: Table, flag: str, verdict: Verdict) -> bool:
    """A rule that was demanded, or one that reads a damaged column; damage to the whole row may break any."""
    defect = verdict.defect
    if not defect.changes or verdict.demanded and flag in verdict.demanded.rules:
        return True
    return bool(flags.columns(table, flag) & set(defect.changes))
