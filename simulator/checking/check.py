"""The whole check of one simulation against the lake of this namespace."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from expectations.model import Table
from firelake.settings import secret
from simulator.checking import expected, strays
from simulator.checking.answers import Answers
from simulator.checking.cells import value
from simulator.checking.compare import Comparison, as_known, compare
from simulator.checking.ends import Ends, Verdict
from simulator.checking.lake import Found
from simulator.checking.outcomes import Outcomes
from simulator.checking.strays import Stray
from spark_jobs.lakehouse import Lakehouse
from spark_jobs.runner import Runner


@dataclass
class Result:
    """Everything the check found. `then`: tables with a history, as known at three dates."""

    verdicts: list[Verdict] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    then: list[tuple[pd.Timestamp, Comparison]] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        compared = [*self.comparisons, *(c for _, c in self.then)]
        return not self.strays and all(v.agrees for v in self.verdicts) and all(c.equal for c in compared)


def check(folder: Path, outcomes: Path) -> Result:
    """Checks the simulation in `folder`. FirelakeError when it is none or its deliveries have not all landed."""
    answers, table_of_ends, result = Answers(folder), Outcomes(outcomes), Result()
    key = secret("token_key").encode()
    with Lakehouse.open() as lake:
        found = Found(lake, Runner())
        result.strays += strays.deliveries(answers, found)
        for name in answers.tables:
            table = found.contracts.tables[f"silver.{name}"]
            silver, truth = found.silver(name), answers.truth(name)
            verdicts = Ends(answers, found, table_of_ends, table, silver, truth, key).verdicts()
            result.verdicts += verdicts
            result.strays += strays.rows(found, table, silver, verdicts)
            _compare(result, answers, found, table, silver, truth, verdicts, key)
    return result


def _compare(result: Result, answers: Answers, found: Found, table: Table, silver: pd.DataFrame, truth: pd.DataFrame,
             verdicts: list[Verdict], key: bytes) -> None:
    feed = found.contracts.feeds_into(table.name)[0]
    applied = found.applied(feed.name)
    wanted = expected.silver(table, feed.mode, truth, applied, _patches(answers, table, verdicts), key)
    clocks = ["known_from", *(["_seen_from", "_seen_to"] if table.history == "known" else [])]
    match = [*table.key, *clocks[1:2]]
    result.comparisons.append(compare(table.short, wanted, silver, match, [*table.columns, *clocks]))
    if table.history == "known":
        for moment in (applied[len(applied) * n // 4] for n in (1, 2, 3)):
            then = [as_known(rows, moment) for rows in (wanted, silver)]
            result.then.append((moment, compare(table.short, *then, list(table.key), list(table.columns))))


def _patches(answers: Answers, table: Table, verdicts: list[Verdict]) -> list[expected.Patch]:
    """What the key demands of silver; several wounds of one row are one patch."""
    patches: dict[tuple, expected.Patch] = {}
    for v in verdicts:
        defect, word = v.defect, v.demanded.word if v.demanded else ""
        if not (v.spoke and (defect.corrected_in or word in ("flagged", "counted", "quarantined"))):
            continue
        was = patches.get((defect.key, defect.sent.as_of))
        values = None
        if word != "quarantined" and (was is None or was.values is not None):
            new = {c: value(table.short, c, text) for c, (_, text) in defect.changes.items()}
            values = new | (was.values if was else {})
        again = answers.sent[defect.corrected_in].as_of if defect.corrected_in else None
        mark = "flagged" if word == "flagged" or was and was.mark else ""
        patches[defect.key, defect.sent.as_of] = expected.Patch(defect.key, defect.sent.as_of, values, mark, again)
    return list(patches.values())
