"""A record is stated when its instants fall into a delivery, once per delivery, in its state of that moment."""

import numpy as np
import pandas as pd

from simulator.plan import Window, day_window, month_window
from simulator.statements import Statements

NEVER = np.datetime64("NaT", "s")


def _window(start, end):
    return Window("w", np.datetime64(start, "s"), np.datetime64(end, "s"))


def _frame(*rows):
    frame = pd.DataFrame(rows, columns=["id", "state", "state__first", "_t0", "_t1"])
    return frame.astype({"_t0": "datetime64[s]", "_t1": "datetime64[s]"})


def _said(statements, window):
    return statements.cut("thing", window)[["id", "state", "_new", "_again"]].values.tolist()


def test_first_and_second_statement_fall_into_their_windows():
    statements = Statements()
    statements.add({"thing": _frame(("a", "closed", "open", "2025-01-10", "2025-03-02"),
                                    ("b", "closed", "open", "2025-01-20", "2025-01-25"),
                                    ("c", "whole", "never", "2025-02-03", NEVER))})
    january, february, march = (_window(f"2025-0{m}-01", f"2025-0{m + 1}-01") for m in (1, 2, 3))
    assert _said(statements, january) == [["a", "open", True, False], ["b", "closed", True, True]]
    statements.add({"thing": _frame(("d", "x", "y", "2025-02-02", NEVER))})
    assert _said(statements, february) == [["d", "x", True, False], ["c", "whole", True, False]]
    assert _said(statements, march) == [["a", "closed", False, True]]
    assert statements.pending["thing"].empty


def test_the_end_of_a_window_belongs_to_it_and_the_start_does_not():
    statements = Statements()
    statements.add({"thing": _frame(("start", "x", "x", "2025-01-01", NEVER), ("end", "x", "x", "2025-01-02", NEVER))})
    assert [row[0] for row in _said(statements, _window("2025-01-01", "2025-01-02"))] == ["end"]


def test_months_and_days_end_at_midnight_of_the_province():
    import datetime as dt

    assert month_window(np.datetime64("2025-02")).as_of == "2025-02-28T23:59:59+08:00"
    day = day_window(dt.date(2025, 3, 1))
    assert (day.stamp, day.as_of, day.last_day) == ("2025-03-01", "2025-03-01T23:59:59+08:00", np.datetime64("2025-03-01"))
    assert day.start == month_window(np.datetime64("2025-02")).end
