"""The one error of the readers."""

from __future__ import annotations

from firelake.messages import FirelakeError


class Unreadable(FirelakeError):
    """A delivered file cannot be read whole. Key and values of the sentence say file, row and what to do."""
