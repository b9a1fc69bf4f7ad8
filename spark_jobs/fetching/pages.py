"""The pages of one answer: spooled as they come, so that a killed fetch goes on, and taken only when they are whole.

An interface that pages is read while others write to it: a page may come twice, rows may move from page to page. Pages by
number are whole when all state one total and hold that many different things; of an answer that is the whole of a register they
are asked for a second time and must be the same. Pages by cursor are whole when the last names no next and no cursor came twice.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from firelake.messages import FirelakeError
from spark_jobs.fetching import kept

AGAIN, FRESH = 3, 3600.0  # whole readings; seconds a spool may be gone on with
MOST = 100_000  # pages
STATE = ".fetch.json"
Ask = Callable[[dict[str, str]], bytes]


@dataclass(frozen=True)
class Paging:
    """How an interface pages: by number (`total` names the count of all records) or by cursor (`next` names the next one).
    Dots lead into the answer; `record` is the list of records. `key`: what tells one thing from another in a record; empty: all
    of it. `twice`: the pages are asked for a second time."""

    record: str
    by: str
    size: int
    page_name: str = "page"
    size_name: str = "size"
    total: str = "total"
    next: str = "next"
    key: tuple[str, ...] = ()
    twice: bool = False


@dataclass(frozen=True)
class Page:
    """One page on disk: its records, and the total or the next cursor it states."""

    file: Path
    records: list[dict]
    said: object


@dataclass(frozen=True)
class Question:
    """The fixed part of the query, and the instant the answer speaks for (ISO text)."""

    query: dict[str, str]
    as_of: str


def begun(spool: Path, source: dict) -> Question | None:
    """The question of a spool a killed fetch has left, to go on with; None when it is long ago or the feed's `source` has
    changed since."""
    said = kept.read(spool / STATE)
    if said.get("source") != source or time.time() - said.get("began", 0) > FRESH:
        return None
    return Question(said["query"], said["as_of"])


def begin(spool: Path, source: dict, question: Question) -> None:
    """An empty spool."""
    shutil.rmtree(spool, ignore_errors=True)
    spool.mkdir(parents=True, mode=0o700)
    kept.write(spool / STATE, {"source": source, "query": question.query, "as_of": question.as_of, "began": time.time()})


def read(feed: str, ask: Ask, paging: Paging, query: dict[str, str], spool: Path) -> list[Page]:
    """All pages, in order, in a spool that was begun. FirelakeError when the answer is never whole or a page is no answer."""
    for _ in range(AGAIN):
        pages = _spooled(feed, ask, paging, query, spool)
        if _whole(pages, paging) and (not paging.twice or _same(ask, paging, query, pages)):
            return pages
        for page in pages:
            page.file.unlink()
    raise FirelakeError("fetch_never_whole", feed=feed, tries=AGAIN)


def _spooled(feed: str, ask: Ask, paging: Paging, query: dict[str, str], spool: Path) -> list[Page]:
    """Asks for the pages that are not there yet."""
    pages = [_page(feed, file, paging) for file in sorted(spool.glob("answer-*.json"))]
    following = _following(pages, paging)
    while following is not None:
        if len(pages) == MOST:
            raise FirelakeError("fetch_endless", feed=feed, pages=MOST)
        draft = spool / ".answer"
        draft.write_bytes(ask(_asked(paging, query, following)))
        pages.append(_page(feed, draft.rename(spool / f"answer-{len(pages) + 1:05}.json"), paging))
        following = _following(pages, paging)
    return pages


def _asked(paging: Paging, query: dict[str, str], following: str) -> dict[str, str]:
    return {**query, paging.page_name: following, paging.size_name: str(paging.size)}


def _following(pages: list[Page], paging: Paging) -> str | None:
    """What names the next page; None after the last, and where a cursor comes again."""
    if not pages:
        return "1" if paging.by == "number" else ""
    last = pages[-1].said
    if paging.by == "cursor":
        return None if last in (None, "", *(page.said for page in pages[:-1])) else str(last)
    return str(len(pages) + 1) if len(pages) * paging.size < last else None


def _whole(pages: list[Page], paging: Paging) -> bool:
    if paging.by == "cursor":
        return pages[-1].said in (None, "")
    things = {json.dumps([record.get(k) for k in paging.key] if paging.key else record, sort_keys=True)
              for page in pages for record in page.records}
    return {page.said for page in pages} == {len(things)}


def _same(ask: Ask, paging: Paging, query: dict[str, str], pages: list[Page]) -> bool:
    """Whether every page is what it was when it was read."""
    cursors = ["", *(str(page.said) for page in pages[:-1])]
    names = [str(n) for n in range(1, len(pages) + 1)] if paging.by == "number" else cursors
    return all(ask(_asked(paging, query, name)) == page.file.read_bytes() for name, page in zip(names, pages, strict=True))


def _page(feed: str, file: Path, paging: Paging) -> Page:
    """A page, or a sentence why it is none; what is none does not stay in the spool."""
    try:
        answer = json.loads(file.read_bytes())
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        file.unlink()
        raise FirelakeError("fetch_no_json", feed=feed)
    where = paging.total if paging.by == "number" else paging.next
    records, (there, said) = _at(answer, paging.record)[1], _at(answer, where)
    if not isinstance(records, list) or not there or paging.by == "number" and not isinstance(said, int):
        file.unlink()
        raise FirelakeError("fetch_not_paged", feed=feed, record=paging.record, where=where)
    return Page(file, records, said)


def _at(answer: dict, path: str) -> tuple[bool, object]:
    """Whether the answer has this place, and what stands there."""
    node: object = answer
    for name in path.split("."):
        if not isinstance(node, dict) or name not in node:
            return False, None
        node = node[name]
    return True, node
