"""One platform over HTTP: its address and secrets, how it is asked, how long one waits when it cannot answer.

Address and secrets stand in the environment of who runs the command, never in a file of the project:
`FIRELAKE_SOURCE_<SYSTEM>_URL`, and `_TOKEN` (auth: token) or `_KEY` and `_SECRET` (auth: signed).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import httpx

from expectations.model import Feed
from firelake.messages import FirelakeError

TRIES, LONGEST = 6, 60.0  # tries of one request, seconds between two
BUSY = {429, 500, 502, 503, 504}


def variable(feed: Feed, name: str) -> str:
    """What a setting of the feed's system is called in the environment."""
    return f"FIRELAKE_SOURCE_{feed.system.upper()}_{name}"


def optional(feed: Feed, name: str) -> str | None:
    """A setting of the feed's system that may be missing."""
    return os.environ.get(variable(feed, name)) or None


def setting(feed: Feed, name: str) -> str:
    """A setting of the feed's system. FirelakeError names the variable that is missing."""
    value = optional(feed, name)
    if not value:
        raise FirelakeError("fetch_setting_missing", feed=feed.name, variable=variable(feed, name))
    return value


@dataclass
class Platform:
    """Asks for pages of one feed. `wait` and `clock` are those of the machine but in tests."""

    feed: Feed
    wait: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _last: float = field(default=float("-inf"), init=False)

    def ask(self, client: httpx.Client, path: str, query: dict[str, str]) -> bytes:
        """The body of an answer. Waits where the platform is busy; FirelakeError when it refuses or stays away."""
        url, said = setting(self.feed, "URL").rstrip("/") + path, ""
        for attempt in range(TRIES):
            self._pace()
            try:
                answer = client.get(url, params=query, headers=self._headers(url, query))
            except httpx.InvalidURL:
                raise FirelakeError("fetch_bad_address", feed=self.feed.name, variable=variable(self.feed, "URL")) from None
            except httpx.HTTPError as error:
                said, pause = type(error).__name__, self._pause(attempt, None)
            else:
                if answer.status_code == 200:
                    return answer.content
                if answer.status_code not in BUSY:
                    raise FirelakeError("fetch_refused", feed=self.feed.name, status=answer.status_code)
                said, pause = f"HTTP {answer.status_code}", self._pause(attempt, answer.headers.get("Retry-After"))
            if attempt + 1 < TRIES:
                self.wait(pause)
        raise FirelakeError("fetch_no_answer", feed=self.feed.name, tries=TRIES, reason=said)

    def _pace(self) -> None:
        """No more requests a second than agreed."""
        early = 1 / float(self.feed.source.get("per_second", 5)) - (self.clock() - self._last)
        if early > 0:
            self.wait(early)
        self._last = self.clock()

    @staticmethod
    def _pause(attempt: int, asked: str | None) -> float:
        """What the platform asks for, else twice as long each time, not all at the same moment."""
        if asked and asked.isdigit():
            return min(float(asked), LONGEST)
        return min(2.0**attempt, LONGEST) * random.uniform(0.5, 1)  # noqa: S311 no secret

    def _headers(self, url: str, query: dict[str, str]) -> dict[str, str]:
        auth = self.feed.source.get("auth", "token")
        if auth == "token":
            return {"Authorization": f"Bearer {setting(self.feed, 'TOKEN')}"}
        if auth == "signed":
            moment, nonce = str(int(time.time())), secrets.token_hex(8)
            return {"X-Key": setting(self.feed, "KEY"), "X-Timestamp": moment, "X-Nonce": nonce,
                    "X-Signature": signature(setting(self.feed, "SECRET"), urlsplit(url).path, query, moment, nonce)}
        return {}


def signature(secret: str, path: str, query: dict[str, str], moment: str, nonce: str) -> str:
    """HMAC-SHA256 over path, sorted query, Unix seconds and nonce, one per line, in hexadecimal digits."""
    said = "\n".join((path, urlencode(sorted(query.items())), moment, nonce))
    return hmac.new(secret.encode(), said.encode(), hashlib.sha256).hexdigest()
