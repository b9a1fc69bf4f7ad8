"""A table of another database, read by JDBC through the lake server: whole, or the rows whose cursor has moved on.

`FIRELAKE_SOURCE_<SYSTEM>_URL` (jdbc:…), `_USER` and `_PASSWORD` stand in the environment of who runs the command, `_DRIVER` where the
driver does not register itself. Values leave as text: an instant with its zone as UTC, a time without zone as it stands there.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from expectations.model import Feed
from firelake.messages import FirelakeError
from spark_jobs.fetching.platform import optional, setting
from spark_jobs.lakehouse import Lakehouse
from spark_jobs.reason import reason

FILE = "answer-00001.parquet"


def read(feed: Feed, since: str | None, spool: Path) -> tuple[Path, int, str | None]:
    """Writes the rows into the spool: the file, how many they are, and the highest cursor among all rows there. `since`: the
    cursor of the last answer; rows that have it are read again, for others may have come with it. FirelakeError when the
    database cannot be asked."""
    options = {"url": setting(feed, "URL"), "user": setting(feed, "USER"), "password": setting(feed, "PASSWORD"),
               "dbtable": feed.source["table"], "preferTimestampNTZ": "true"}
    if driver := optional(feed, "DRIVER"):
        options["driver"] = driver
    cursor = feed.source.get("cursor")
    try:
        with Lakehouse.open() as lake:
            rows = lake.spark.read.format("jdbc").options(**options).load()
            kinds = {f.name: f.dataType.simpleString() for f in rows.schema}
            if cursor and cursor not in kinds:
                raise FirelakeError("fetch_no_cursor", feed=feed.name, cursor=cursor)
            top = _top(rows, cursor) if cursor else None
            if top is not None:
                rows = rows.where(f"`{cursor}` <= cast('{top}' as {kinds[cursor]})")
                rows = rows.where(f"`{cursor}` >= cast('{since}' as {kinds[cursor]})") if since else rows
            found: pa.Table = rows.selectExpr(*(_text(name, kind) for name, kind in kinds.items())).toArrow()
    except FirelakeError:
        raise
    except Exception as error:
        raise FirelakeError("fetch_no_database", feed=feed.name, reason=reason(error)) from None
    pq.write_table(found, spool / FILE)
    return spool / FILE, found.num_rows, top


def _top(rows, cursor: str) -> str | None:
    """The highest cursor, read first: what is written meanwhile waits for the next answer."""
    found = rows.selectExpr(f"cast(max(`{cursor}`) as string)").collect()
    return found[0][0]


def _text(name: str, kind: str) -> str:
    """The column as text."""
    if kind == "timestamp":
        return f"date_format(`{name}`, \"yyyy-MM-dd HH:mm:ss.SSSSSS'+00:00'\") as `{name}`"
    return f"cast(`{name}` as string) as `{name}`"
