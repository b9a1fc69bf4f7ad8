"""The one error of the readers."""

from __future__ import annotations

import re

from firelake.messages import FirelakeError

_OPENING = re.compile(rb"\s*(<[!?/]?[a-z]{1,12}|\{|\[\s*[{\[])", re.IGNORECASE)


class Unreadable(FirelakeError):
    """A delivered file cannot be read whole. Key and values of the sentence say file, row and what to do.

    No value of the sentence may come from the rows: they are not yet protected.
    """


def markup(data: bytes) -> str:
    """How a text begins that is markup or JSON, without anything it says; else ''."""
    found = _OPENING.match(data.removeprefix(b"\xef\xbb\xbf")[:300])
    return "".join(found.group(1).decode().split()) if found else ""
