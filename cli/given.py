"""What a person types, held against what there is: one sentence instead of a traceback or an empty answer."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable


def known(what: str, names: Iterable[str | None], among: Iterable[str]) -> None:
    """FirelakeError when a name is not `among`; None stands for all. `what`: table, feed, system, area or state."""
    from firelake.messages import FirelakeError, text

    among = list(among)
    for name in names:
        if name is not None and name not in among:
            raise FirelakeError("nothing_matches", what=text(f"word_{what}"), name=name[:80], known="、".join(among))


def day(given: str | None) -> str | None:
    """A business day as YYYY-MM-DD; where none is given that of FIRELAKE_DAY. FirelakeError when there is no such day."""
    from firelake.messages import FirelakeError

    given = given or os.environ.get("FIRELAKE_DAY") or None
    if given is None:
        return None
    try:
        return dt.date.fromisoformat(given if re.fullmatch(r"\d{4}-\d\d-\d\d", given) else "").isoformat()
    except ValueError:
        raise FirelakeError("bad_day", day=given[:20]) from None
