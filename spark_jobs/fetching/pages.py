"""The pages of one answer: spooled as they come, so that a killed fetch goes on, and taken only when they are whole.

An interface that pages is read while others write to it: a page may come twice, rows may move from page to page. An answer
is whole when its pages state one total and hold that many different records; else it is asked for again. Pages by cursor
state no total: there the last page says that it is the last, and no cursor may come twice.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from firelake.messages import FirelakeError

AGAIN, FRESH = 3, 3600.0  # whole readings; seconds a spool may be gone on with
STATE = "fetch.json"
Ask = Callable[[dict[str, str]], bytes]


@dataclass(frozen=True)
class Paging:
    """How an interface pages: by number (`total` names the count of all records) or by cursor (`next` names the next one).
    Dots lead into the answer; `record` is the list of records."""

    record: str
    by: str
    size: int
    page_name: str = "page"
    size_name: str = "size"
    total: str = "total"
    next: str = "next"


@dataclass(frozen=True)
class Question:
    """The fixed part of the query, and the instant the answer speaks for (ISO text)."""

    query: dict[str, str]
    as_of: str


def begun(spool: Path, source: dict) -> Question | None:
    """The question of a spool a killed fetch has left, to go on with; None when it is long ago or the feed's `source` has
    changed since."""
    state = spool / STATE
    said = json.loads(state.read_text("utf-8")) if state.is_file() else {}
    if said.get("source") != source or time.time() - said.get("began", 0) > FRESH:
        return None
    return Question(said["query"], said["as_of"])


def begin(spool: Path, source: dict, question: Question) -> None:
    """An empty spool."""
    shutil.rmtree(spool, ignore_errors=True)
    spool.mkdir(parents=True, mode=0o700)
    said = {"source": source, "query": question.query, "as_of": question.as_of, "began": time.time()}
    (spool / STATE).write_text(json.dumps(said), "utf-8")


def read(feed: str, ask: Ask, paging: Paging, query: dict[str, str], spool: Path) -> list[Path]:
    """Files of all pages, in order, in a spool that was begun. FirelakeError when the answer is never whole or a page is no
    answer."""
    for _ in range(AGAIN):
        files = _spooled(feed, ask, paging, query, spool)
        if _whole(feed, files, paging):
            return files
        for file in files:
            file.unlink()
    raise FirelakeError("fetch_never_whole", feed=feed, tries=AGAIN)


def _spooled(feed: str, ask: Ask, paging: Paging, query: dict[str, str], spool: Path) -> list[Path]:
    """Asks for the pages that are not there yet."""
    files = sorted(spool.glob("page-*.json"))
    following = _following(feed, files, paging)
    while following is not None:
        body = ask({**query, paging.page_name: following, paging.size_name: str(paging.size)})
        draft = spool / f".page-{len(files) + 1:05}"
        draft.write_bytes(body)
        files.append(draft.rename(spool / f"page-{len(files) + 1:05}.json"))
        following = _following(feed, files, paging)
    return files


def _following(feed: str, files: list[Path], paging: Paging) -> str | None:
    """What names the next page; None after the last."""
    if not files:
        return "1" if paging.by == "number" else ""
    answer = _answer(feed, files[-1])
    if paging.by == "cursor":
        cursor = _at(answer, paging.next)
        seen = [_at(_answer(feed, file), paging.next) for file in files[:-1]]
        return None if cursor in (None, "", *seen) else str(cursor)
    total = _at(answer, paging.total)
    if not isinstance(total, int):
        raise FirelakeError("fetch_not_paged", feed=feed, key=paging.total)
    return str(len(files) + 1) if len(files) * paging.size < total else None


def _whole(feed: str, files: list[Path], paging: Paging) -> bool:
    answers = [_answer(feed, file) for file in files]
    if paging.by == "cursor":
        return _at(answers[-1], paging.next) in (None, "")
    totals = {_at(answer, paging.total) for answer in answers}
    records = {json.dumps(r, sort_keys=True) for answer in answers for r in _at(answer, paging.record) or ()}
    return totals == {len(records)}


def records(feed: str, files: list[Path], paging: Paging) -> int:
    """How many records the pages hold, each time one stands there."""
    return sum(len(_at(_answer(feed, file), paging.record) or ()) for file in files)


def _answer(feed: str, file: Path) -> dict:
    try:
        answer = json.loads(file.read_bytes())
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        file.unlink()
        raise FirelakeError("fetch_no_json", feed=feed)
    return answer


def _at(answer: dict, path: str):
    node: object = answer
    for name in path.split("."):
        node = node.get(name) if isinstance(node, dict) else None
    return node
