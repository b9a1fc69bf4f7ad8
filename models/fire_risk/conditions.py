"""Small written rules about one row: {column: {at_least: 3000}, other: {in: [a, b]}}; all parts must hold."""

import pandas as pd

from firelake.messages import FirelakeError

_TESTS = {
    "at_least": lambda column, value: pd.to_numeric(column, errors="coerce") >= value,
    "below": lambda column, value: pd.to_numeric(column, errors="coerce") < value,
    "in": lambda column, value: column.map(str, na_action="ignore").isin([str(v) for v in value]),
    "is": lambda column, value: column.map(lambda v: pd.notna(v) and bool(v) is value).astype(bool),
    "known": lambda column, value: column.notna() == value,
}


def missing(frame: pd.DataFrame, when: dict) -> list[str]:
    """Columns the rule needs and the frame lacks."""
    return sorted(set(when) - set(frame.columns))


def holds(frame: pd.DataFrame, when: dict) -> pd.Series:
    """True where every part holds. An unknown value never fulfils a part: a rule speaks from what is known."""
    result = pd.Series(True, index=frame.index)
    for column, tests in when.items():
        for name, value in tests.items():
            if name not in _TESTS:
                raise FirelakeError("risk_condition", column=column, name=name)
            result &= _TESTS[name](frame[column], value).fillna(False).astype(bool)
    return result
