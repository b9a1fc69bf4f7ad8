"""What the lake holds now, as pandas: states of deliveries, silver rows, rows set aside, dangling references."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from firelake.messages import FirelakeError
from simulator.checking.answers import Sent, frame
from spark_jobs.accept import ACCEPTED, State
from spark_jobs.lakehouse import Lakehouse
from spark_jobs.runner import Runner


@dataclass(frozen=True)
class Aside:
    """A quarantined row."""

    table: str
    delivery: str
    row: int
    rules: tuple[str, ...]


class Found:
    """One reading of the lake of this namespace."""

    def __init__(self, lake: Lakehouse, runner: Runner):
        self.lake, self.contracts = lake, runner.contracts
        self.states: dict[str, dict[str, State]] = {f: runner.intake(f).states() for f in runner.contracts.feeds}

    def state(self, sent: Sent) -> State:
        """What became of a delivery, found by the hashes of its files. FirelakeError when it never arrived."""
        same = [s for s in self.states.get(sent.feed, {}).values() if self._digests(s) == sent.digests]
        here = [s for s in same if s.delivery.as_of.replace(tzinfo=None) == sent.as_of] or same
        if not here:
            raise FirelakeError("answers_not_landed", delivery=sent.name)
        # A file whose hash was stated wrongly and the good one differ in their bytes, a statement sent twice does not.
        return min(here, key=lambda s: s.delivery.id)

    @staticmethod
    def _digests(state: State) -> tuple[str, ...]:
        return tuple(sorted(f["sha256"] for f in state.delivery.files))

    def applied(self, feed: str) -> list[pd.Timestamp]:
        """The as-ofs of a feed's accepted deliveries, in order."""
        accepted = (s.delivery.as_of for s in self.states[feed].values() if s.status == ACCEPTED)
        return sorted({pd.Timestamp(moment.replace(tzinfo=None)) for moment in accepted})

    def silver(self, table: str) -> pd.DataFrame:
        """All rows and columns of a silver table."""
        return frame(self.lake.table(f"silver.{table}").toArrow())

    def quarantined(self, table: str) -> list[Aside]:
        """The rows a table set aside."""
        rows = self.lake.rows(f"select _delivery_id, _row, _rules from {self.lake.name('quarantine.' + table)}")
        return [Aside(table, r[0], r[1], tuple(r[2].split("|"))) for r in rows]

    @lru_cache  # noqa: B019 lives as long as one check
    def keys(self, table: str) -> frozenset:
        """Single-column keys of a silver table."""
        (name,) = self.contracts.tables[table].key
        return frozenset(r[0] for r in self.lake.rows(f"select distinct `{name}` from {self.lake.name(table)}"))
