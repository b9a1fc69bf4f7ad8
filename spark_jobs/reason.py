"""What went wrong as one line that may be shown to anybody."""

from __future__ import annotations

import re

LONGEST = 300
OUR_OWN = ("FirelakeError", "ContractError", "ExpressionError")
OF_TABLES = ("AnalysisException", "OSError")  # these speak of tables, columns, files
SERVERS = ("psycopg", "deltalake")


def reason(error: Exception) -> str:
    """The first line of what may be shown: our own sentences and words about tables, columns and files. Of any other error
    its class only, for its words may quote the value of a row."""
    said = str(error).split("\n")[0]
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if kinds & {*OUR_OWN, *OF_TABLES} or type(error).__module__.split(".")[0] in SERVERS:
        return said[:LONGEST]
    found = re.search(r"\[[A-Z][A-Z_0-9.]+\]", said)
    return found.group() if found else type(error).__name__
