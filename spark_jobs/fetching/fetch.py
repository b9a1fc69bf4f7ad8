"""A feed with a `source` is asked for, and what it answers lands as one delivery: its pages, as they came.

What is asked since when stands beside the spool (`state.json`), written after the delivery is visible: a fetch killed between
the two asks for the same span again, and lands the same bytes once.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx

from expectations.model import Feed
from firelake.messages import FirelakeError
from spark_jobs import manifest
from spark_jobs.delivery import Delivery
from spark_jobs.fetching import pages
from spark_jobs.fetching.platform import Platform
from spark_jobs.landing import Landing

PATIENCE = 30.0  # seconds for one answer
KNOWN = "state.json"


def paging(feed: Feed) -> pages.Paging:
    """How the feed's interface pages."""
    said = feed.source.get("pages") or {}
    return pages.Paging(feed.delivery["record"], said.get("by", "number"), int(said.get("size", 500)), said.get("page", "page"),
                        said.get("size_name", "size"), said.get("total", "total"), said.get("next", "next"))


def fetch(landing: Landing, feed: Feed, folder: Path, now: dt.datetime, make: Callable[..., Platform] = Platform) -> Delivery | None:
    """The delivery that came of it; None when a span of time holds no record. `folder`: spools of the namespace; `now`: what
    the answer speaks for. FirelakeError when the feed is not fetched, or when its answer cannot be had whole."""
    if not feed.source:
        raise FirelakeError("fetch_no_source", feed=feed.name)
    own = folder / feed.name
    spool, how = own / "spool", paging(feed)
    question = pages.begun(spool, feed.source)
    if question is None:
        question = pages.Question(_query(feed, own, now), now.isoformat())
        pages.begin(spool, feed.source, question)
    platform = make(feed.name, feed.system, feed.source.get("auth", "token"), float(feed.source.get("per_second", 5)))
    with httpx.Client(timeout=PATIENCE) as client:
        files = pages.read(feed.name, lambda asked: platform.ask(client, feed.source["path"], asked), how, question.query, spool)
    count, delivery = pages.records(feed.name, files, how), None
    if count or not feed.source.get("since"):
        said = {"feed": feed.name, "as_of": question.as_of, "rows": count, "files": [{"name": f.name} for f in files]}
        (spool / manifest.NAME).write_text(json.dumps(said), "utf-8")
        (spool / pages.STATE).unlink()
        delivery = landing.land(spool)
    _remember(own, question.as_of)
    shutil.rmtree(spool)
    return delivery


def _query(feed: Feed, own: Path, now: dt.datetime) -> dict[str, str]:
    """What the feed always asks with, and of one that is asked for changes the span since the last answer."""
    query = {k: str(v) for k, v in (feed.source.get("query") or {}).items()}
    since, until = feed.source.get("since"), feed.source.get("until")
    if since:
        known = own / KNOWN
        last = json.loads(known.read_text("utf-8"))["until"] if known.is_file() else feed.source.get("begin", "1970-01-01T00:00:00+00:00")
        query[since] = last
    if until:
        query[until] = now.isoformat()
    return query


def _remember(own: Path, until: str) -> None:
    draft = own / f".{KNOWN}"
    draft.write_text(json.dumps({"until": until}), "utf-8")
    os.replace(draft, own / KNOWN)
