"""The interfaces a deployment asks (`source` of a feed), as OpenAPI: parameters, answer and proof of who asks, as `firelake fetch`
uses them. A feed that comes as a file has none."""

from __future__ import annotations

from cli.standard import changes
from expectations.model import Contracts, Feed
from spark_jobs.fetching.fetch import paging

SIGNED = {"X-Key": "调用方标识", "X-Timestamp": "Unix 秒", "X-Nonce": "一次性随机串",
          "X-Signature": "HMAC-SHA256 十六进制：路径、按名排序的查询串、X-Timestamp、X-Nonce，各占一行"}
SPAN = {"since": "变化起点，ISO 8601", "until": "变化终点，ISO 8601"}
SCHEMES = {"token": {"bearer": {"type": "http", "scheme": "bearer"}},
           "signed": {name: {"type": "apiKey", "in": "header", "name": name, "description": words} for name, words in SIGNED.items()}}


def described(contracts: Contracts, schemas: dict[str, dict]) -> dict:
    """The document. `schemas`: feed → JSON Schema of a record, of every feed that has an address."""
    asked = [contracts.feeds[name] for name in schemas]
    schemes = {name: scheme for feed in asked for name, scheme in _schemes(feed).items()}
    return {"openapi": "3.1.0", "info": {"title": f"{contracts.deployment['title']} 数据接口", "version": changes.version(contracts)},
            "paths": {feed.source["path"]: {"get": _query(contracts, feed)} for feed in asked},
            "components": {"schemas": schemas, "securitySchemes": schemes}}


def _schemes(feed: Feed) -> dict:
    return SCHEMES.get(feed.source.get("auth", "token"), {})


def _query(contracts: Contracts, feed: Feed) -> dict:
    how, source = paging(contracts, feed), feed.source
    turn = (how.page_name, "integer", "页码，从 1 起") if how.by == "number" else (how.page_name, "string", "游标，第一页为空")
    asked = [turn, (how.size_name, "integer", f"每页条数：{how.size}")]
    asked += [(source[key], "string", words) for key, words in SPAN.items() if source.get(key)]
    asked += [(name, "string", f"固定为 {value}") for name, value in (source.get("query") or {}).items()]
    records = {"type": "array", "items": {"$ref": f"#/components/schemas/{feed.name}"}}
    said = (how.total, {"type": "integer"}) if how.by == "number" else (how.next, {"type": ["string", "integer", "null"]})
    answer = {"type": "object"}
    for path, schema in ((how.record, records), said):
        _put(answer, path.split("."), schema)
    return {"operationId": feed.name, "summary": feed.title, "security": [{name: [] for name in _schemes(feed)}], "parameters": [
        {"name": name, "in": "query", "schema": {"type": kind}, "description": words} for name, kind, words in asked],
        "responses": {"200": {"description": "一页记录", "content": {"application/json": {"schema": answer}}},
                      "429": {"description": "请求过快，按 Retry-After 等待"}}}


def _put(answer: dict, path: list[str], schema: dict) -> None:
    """Sets the schema of a place of the answer, which has to be there."""
    *way, last = path
    for name in way:
        answer = _required(answer, name, {"type": "object"})
    _required(answer, last, schema)


def _required(answer: dict, name: str, schema: dict) -> dict:
    """The schema of the answer's part of this name: the one that is there, else the given one."""
    answer["required"] = sorted({*answer.get("required", ()), name})
    return answer.setdefault("properties", {}).setdefault(name, schema)
