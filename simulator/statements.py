"""What the systems have still to say: records wait here until a delivery covers the instant of a statement."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.plan import Window

FIRST = "__first"


class Statements:
    """Per table the records of which some statement is still to come."""

    def __init__(self):
        self.pending: dict[str, pd.DataFrame] = {}

    def add(self, news: dict[str, pd.DataFrame]) -> None:
        """Take in the records of a month."""
        for table, frame in news.items():
            held = self.pending.get(table)
            both = frame if held is None or held.empty else pd.concat([held, frame], ignore_index=True)
            self.pending[table] = both

    def cut(self, table: str, window: Window) -> pd.DataFrame:
        """Records stated in the window, one row each, as last stated in it, in the order of their statements.

        `_new` marks those never stated before, `_again` those that show their final state.
        """
        held = self.pending[table]
        first, second = held._t0.to_numpy("datetime64[s]"), held._t1.to_numpy("datetime64[s]")
        new, again = _within(first, window), _within(second, window)
        said = held[new | again].assign(_new=new[new | again], _again=again[new | again])
        left = ~(np.isnat(second) | (second <= window.end)) | (first > window.end)
        self.pending[table] = held[left].reset_index(drop=True)
        moment = np.where(said._again, said._t1, said._t0)
        said = said.iloc[np.argsort(moment, kind="stable")].reset_index(drop=True)
        until = ~said._again.to_numpy(bool) & said._t1.notna().to_numpy()
        for name in [c for c in said if c.endswith(FIRST)]:
            now = name.removesuffix(FIRST)
            said[now] = said[now].where(~until, said[name])
        return said.drop(columns=[c for c in said if c.endswith(FIRST)])


def _within(moment: np.ndarray, window: Window) -> np.ndarray:
    return (moment > window.start) & (moment <= window.end)
