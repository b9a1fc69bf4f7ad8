"""Private columns are transformed before bronze: token (keyed, HMAC-SHA-256), mask or drop. The key lies outside the lake."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from expectations.model import Contracts, Feed
from spark_jobs.readers.headers import plain

ORDER = {"token": 0, "mask": 1, "drop": 2}


def private_names(contracts: Contracts, feed: Feed) -> dict[str, str]:
    """Canonical name → token, mask or drop, from the tables the feed fills. The strictest treatment wins, and a name
    that is filled from the same source column is treated alike."""
    found: dict[str, str] = {}
    for target in feed.targets.values():
        treatments = contracts.tables[target.table].privacy
        for column, treatment in treatments.items():
            mapping = target.mappings.get(column)
            for name in mapping.sources if mapping else ():
                found[name] = _stricter(found.get(name), treatment)
    by_header: dict[str, str] = {}
    for name, treatment in found.items():
        for header in feed.names[name]:
            by_header[plain(header)] = _stricter(by_header.get(plain(header)), treatment)
    for name, headers in feed.names.items():
        for treatment in (by_header[plain(h)] for h in headers if plain(h) in by_header):
            found[name] = _stricter(found.get(name), treatment)
    return found


def _stricter(one: str | None, other: str) -> str:
    return max(one or other, other, key=ORDER.__getitem__)


def token(value: str, key: bytes) -> str:
    """The token of a private value: the same value gives the same token, nobody without the key goes back."""
    return _tokens(key)(value)


def _tokens(key: bytes) -> Callable[[str], str]:
    """Tokens under one key: HMAC as RFC 2104 defines it, both keyed states made ready once. Tokens are the largest part of
    reading a delivery; to copy an object of the `hmac` module for each would cost a third more."""
    block = hashlib.sha256().block_size
    padded = (key if len(key) <= block else hashlib.sha256(key).digest()).ljust(block, b"\0")
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in padded)).copy for pad in (0x36, 0x5C))

    def one(value: str) -> str:
        within, around = inner(), outer()
        within.update(value.strip().encode())
        around.update(within.digest())
        return "t:" + around.hexdigest()[:32]

    return one


def protect(table: pa.Table, treatments: dict[str, str], key: bytes) -> pa.Table:
    """The table with every private column transformed."""
    for name, treatment in treatments.items():
        at = table.column_names.index(name)
        table = table.set_column(at, name, _transform(table.column(at), treatment, key))
    return table


def mask(value: str) -> str:
    """Only the first of several characters stays."""
    text = value.strip()
    return text[:1] + "*" * (len(text) - 1) if len(text) > 1 else "*"


def _transform(column: pa.ChunkedArray, treatment: str, key: bytes) -> pa.ChunkedArray:
    if treatment == "drop":
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    change = _tokens(key) if treatment == "token" else mask
    coded = pc.dictionary_encode(column.combine_chunks() if column.num_chunks != 1 else column.chunk(0))
    words = pa.array([None if v is None or not v.strip() else change(v) for v in coded.dictionary.to_pylist()], pa.string())
    return pa.chunked_array([words.take(coded.indices)])
