"""A provincial exchange platform that does not exist: it pages, asks who is there, and misbehaves as told.

`Exchange({"/weather": records})` answers on a free port of this machine. `mischief` names what happens to the next requests, one
word each: `ok`; `429`, `500`, `403` (that status); `html` (an error page with status 200); `repeat` (the page before); `grow`
(a record appears at the head, and the page is answered); `move` (the first record goes to the end, changed); `swap` (the first
record goes and another comes at the end); `error` (status 200 with the code of an error); `hang` (no answer at all).
`trailing`: pages by cursor end with an empty one.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

Records = dict[str, list[dict]]
STALE = 300  # seconds a signature holds


class Exchange:
    """A platform over `records`: path → rows. `asked` keeps path and query of every request."""

    def __init__(self, records: Records, mischief: list[str] = (), token: str | None = None,
                 signed: Callable[[str, dict, str, str], str] | None = None, trailing: bool = False):
        self.records, self.mischief, self.token, self.signed = records, list(mischief), token, signed
        self.trailing = trailing
        self.asked: list[tuple[str, dict]] = []
        self.nonces: set[str] = set()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Exchange:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.server.shutdown()
        self.server.server_close()

    def allowed(self, path: str, query: dict, headers) -> bool:
        """Whether the token is right, or the signature, which nobody may send twice."""
        if self.signed:
            moment, nonce = headers.get("X-Timestamp", "0"), headers.get("X-Nonce", "")
            fresh = abs(time.time() - int(moment)) < STALE and nonce not in self.nonces
            self.nonces.add(nonce)
            return fresh and headers.get("X-Signature") == self.signed(path, query, moment, nonce)
        return self.token is None or headers.get("Authorization") == f"Bearer {self.token}"

    def page(self, path: str, query: dict) -> dict:
        """By number, or by cursor when the query has one; `since` and `until` choose by `updated`."""
        rows, size = self.records[path], int(query["size"])
        if "since" in query:
            rows = [r for r in rows if query["since"] < r["updated"] <= query["until"]]
        if "cursor" in query:
            at = int(query["cursor"] or 0)
            more = at + size < len(rows) or self.trailing and at < len(rows)
            return {"code": 200, "data": {"list": rows[at:at + size], "next": str(at + size) if more else None}}
        at = (int(query["page"]) - 1) * size
        return {"code": 200, "data": {"list": rows[at:at + size], "total": len(rows)}}


def _handler(platform: Exchange):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            platform.asked.append((parts.path, query))
            act = platform.mischief.pop(0) if platform.mischief else "ok"
            if act == "hang":
                self.close_connection = True
            elif act.isdigit():
                self._send(int(act), b"{}", {"Retry-After": "7"} if act == "429" else {})
            elif act == "error":
                self._send(200, json.dumps({"code": 50001, "msg": "系统繁忙"}, ensure_ascii=False).encode())
            elif act == "html":
                self._send(200, b"<html>502 Bad Gateway</html>")
            elif not platform.allowed(parts.path, query, self.headers):
                self._send(401, b"{}")
            else:
                self._answer(parts.path, query, act)

        def _answer(self, path: str, query: dict, act: str) -> None:
            rows, fresh = platform.records[path], {"id": f"new{len(platform.asked)}"}
            if act == "grow":
                rows.insert(0, rows[0] | fresh)
            elif act in ("move", "swap"):
                first = rows.pop(0)
                rows.append(first | (fresh if act == "swap" else {"size": -1}))
            if act == "repeat" and int(query.get("page", 0)) > 1:
                query = query | {"page": str(int(query["page"]) - 1)}
            self._send(200, json.dumps(platform.page(path, query), ensure_ascii=False).encode())

        def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), "Content-Type": "application/json", **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_) -> None:
            """Nothing is written."""

    return Handler
