"""A feed with a `source` is asked for, and what it answers lands as one delivery: its pages, as they came.

The question stands in the spool until the answer has landed and the end of its span is remembered (`state.json`): a fetch that is
killed anywhere goes on with the same question, and lands the same bytes once. A database is asked again from its last cursor.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx

from expectations.model import Contracts, Feed
from firelake.messages import FirelakeError
from spark_jobs import manifest
from spark_jobs.delivery import Delivery
from spark_jobs.fetching import kept, pages
from spark_jobs.fetching.platform import Platform
from spark_jobs.landing import Landing

PATIENCE = 30.0  # seconds for one answer
EVER = "1970-01-01T00:00:00+00:00"
OVERLAP = 15  # minutes that are asked for again: clocks differ, and what is written late is stamped early
KNOWN = "state.json"


def paging(contracts: Contracts, feed: Feed) -> pages.Paging:
    """How the feed's interface pages. What is asked for whole must stand still while it is read; a span is asked for again in
    part by the next. Things are told apart by the key of the first table, where it stands in the records as it is."""
    said = feed.source.get("pages") or {}
    table, target = next((contracts.tables[name], target) for name, target in feed.targets.items())
    mapped = [target.mappings.get(name) for name in table.key]
    plain = all(m and m.expr is None and len(m.sources) == 1 and m.sources[0] in feed.names for m in mapped)
    key = tuple(feed.names[m.sources[0]][0] for m in mapped) if plain else ()
    return pages.Paging(feed.delivery["record"], said.get("by", "number"), int(said.get("size", 500)), said.get("page", "page"),
                        said.get("size_name", "size"), said.get("total", "total"), said.get("next", "next"), key,
                        not feed.source.get("since"))


def moment(feed: Feed, now: dt.datetime, cutoff: dt.datetime) -> dt.datetime:
    """What an answer of the feed can speak for in a run of the business day that ends at `cutoff`: of an interface that is asked
    for a span the day itself, of a register only the moment it is read."""
    return min(now, cutoff) if feed.source.get("until") else now


def fetch(landing: Landing, feed: Feed, folder: Path, now: dt.datetime, make: Callable[..., Platform] = Platform) -> Delivery | None:
    """The delivery that came of it; None when there was no record. `folder`: spools of the namespace; `now`: what the answer
    speaks for. FirelakeError when the feed is not fetched, is being fetched, or its answer cannot be had whole."""
    if not feed.source:
        raise FirelakeError("fetch_no_source", feed=feed.name)
    own = folder / feed.name
    with kept.alone(own, feed.name):
        spool = own / "spool"
        if feed.source.get("kind") == "jdbc":
            return _table(landing, feed, own, now)
        question = pages.begun(spool, feed.source)
        if question is None:
            if feed.source.get("until") and kept.read(own / KNOWN).get("until", "") >= now.isoformat():
                return None  # an earlier day that is run again: its span was asked for
            question = pages.Question(_query(feed, own, now), now.isoformat())
            pages.begin(spool, feed.source, question)
        platform = make(feed)
        with httpx.Client(timeout=PATIENCE) as client:
            found = pages.read(feed.name, lambda asked: platform.ask(client, feed.source["path"], asked), paging(landing.contracts, feed),
                               question.query, spool)
        delivery = _land(landing, feed, spool, found, question)
        kept.write(own / KNOWN, {"until": question.as_of})
        shutil.rmtree(spool)
        return delivery


def _table(landing: Landing, feed: Feed, own: Path, now: dt.datetime) -> Delivery | None:
    """The rows of a database, whole or since the last cursor. Killed before the cursor is remembered it reads the same rows again,
    and those that came since."""
    from spark_jobs.fetching import jdbc

    spool, since = own / "spool", kept.read(own / KNOWN).get("cursor")
    shutil.rmtree(spool, ignore_errors=True)
    spool.mkdir(mode=0o700)
    file, rows, top = jdbc.read(feed, since, spool)
    delivery = None
    if not rows and not feed.source.get("cursor"):
        raise FirelakeError("fetch_empty", feed=feed.name)
    if rows and not (since and top == since):
        said = {"feed": feed.name, "as_of": now.isoformat(), "rows": rows, "files": [{"name": file.name}]}
        (spool / manifest.NAME).write_text(json.dumps(said), "utf-8")
        delivery = landing.land(spool)
    if top:
        kept.write(own / KNOWN, {"cursor": top})
    shutil.rmtree(spool)
    return delivery


def _land(landing: Landing, feed: Feed, spool: Path, found: list[pages.Page], question: pages.Question) -> Delivery | None:
    """Pages without a record say nothing and stay out."""
    full = [page for page in found if page.records]
    for page in found:
        if not page.records:
            page.file.rename(page.file.with_name(f".{page.file.name}"))
    if not full:
        if not feed.source.get("since"):
            raise FirelakeError("fetch_empty", feed=feed.name)
        return None
    rows = sum(len(page.records) for page in full)
    said = {"feed": feed.name, "as_of": question.as_of, "rows": rows, "files": [{"name": page.file.name} for page in full]}
    (spool / manifest.NAME).write_text(json.dumps(said), "utf-8")
    return landing.land(spool)


def _query(feed: Feed, own: Path, now: dt.datetime) -> dict[str, str]:
    """What the feed always asks with, and of one that is asked for changes the span since the last answer."""
    query = {k: str(v) for k, v in (feed.source.get("query") or {}).items()}
    since, until = feed.source.get("since"), feed.source.get("until")
    if since:
        last = kept.read(own / KNOWN).get("until")
        overlap = dt.timedelta(minutes=float(feed.source.get("overlap_minutes", OVERLAP)))
        query[since] = (dt.datetime.fromisoformat(last) - overlap).isoformat() if last else str(feed.source.get("begin", EVER))
    if until:
        query[until] = now.isoformat()
    return query
