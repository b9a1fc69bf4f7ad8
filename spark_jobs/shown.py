"""What of a broken row may be shown: where it stands, and the text of the rule's column, masked; nothing of a private column."""

from __future__ import annotations

from expectations.model import Feed, Table
from spark_jobs.privacy import mask
from spark_jobs.rules import column_of

EXAMPLES = 3


def source_of(table: Table, feed: Feed, rule: str, private: dict[str, str]) -> str | None:
    """The source column whose text illustrates a broken rule; None when there is none or it is private."""
    mapping = feed.targets[table.name].mappings.get(column_of(table, rule))
    source = mapping.sources[0] if mapping and mapping.sources else None
    return source if source in feed.names and source not in private else None


def masked(text: str | None) -> str:
    """The text with all but its first character hidden; nothing for an empty one."""
    return mask(text) if text and text.strip() else ""
