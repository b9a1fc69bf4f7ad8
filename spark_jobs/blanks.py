"""Blanks that are no plain ones: where a row holds any, silver trims its texts the slow way.

Which rows those are is found when a delivery is read, in whole columns at once.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

BLANKS = "\u3000", "\u00a0", "\t", "\n", "\r"
MARK = "_blanks"  # column of bronze; null where nobody looked: rows of before, whose bytes landing no longer has


def marked(table: pa.Table, names: list[str]) -> pa.Table:
    """The table with `_blanks`: whether one of the row's named texts holds one of `BLANKS`."""
    found, pattern = np.zeros(table.num_rows, bool), f"[{''.join(BLANKS)}]"
    for name in names:
        at = 0
        for chunk in table.column(name).chunks:
            if _may_hold(chunk):
                found[at: at + len(chunk)] |= pc.fill_null(pc.match_substring_regex(chunk, pattern), False).to_numpy(False)
            at += len(chunk)
    return table.append_column(MARK, pa.array(found))


def _may_hold(texts: pa.StringArray) -> bool:
    """Whether the bytes of all the texts together hold a blank: most files hold none."""
    data = texts.buffers()[-1]
    data = data.to_pybytes() if data else b""
    return any(data.find(blank.encode()) >= 0 for blank in BLANKS)
