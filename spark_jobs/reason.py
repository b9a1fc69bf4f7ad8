"""What went wrong as one line that may be shown to anybody."""

from __future__ import annotations

import re

LONGEST = 300


def reason(error: Exception) -> str:
    """The first line of an error. The engine's words about a row quote its value: of them only the class is told; what it
    says of a query speaks of tables and columns."""
    said = str(error).split("\n")[0]
    condition = re.match(r"\[[A-Z_0-9.]+\]", said)
    of_query = any(kind.__name__ == "AnalysisException" for kind in type(error).__mro__)
    if condition and not of_query:
        return condition.group()
    return re.sub(r"The value '.*", "The value …", said)[:LONGEST]
