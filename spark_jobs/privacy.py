"""Private columns are transformed before bronze: token (keyed, HMAC-SHA-256), mask or drop. The key lies outside the lake."""

from __future__ import annotations

import hashlib
import hmac

import pyarrow as pa
import pyarrow.compute as pc

from expectations.model import Contracts, Feed


def private_names(contracts: Contracts, feed: Feed) -> dict[str, str]:
    """Canonical name → token, mask or drop, from the tables the feed fills. The strictest treatment wins."""
    order = {"token": 0, "mask": 1, "drop": 2}
    found: dict[str, str] = {}
    for target in feed.targets.values():
        treatments = contracts.tables[target.table].privacy
        for column, treatment in treatments.items():
            mapping = target.mappings.get(column)
            for name in mapping.sources if mapping else ():
                found[name] = max(found.get(name, treatment), treatment, key=order.__getitem__)
    return found


def token(value: str, key: bytes) -> str:
    """The token of a private value: the same value gives the same token, nobody without the key goes back."""
    return "t:" + hmac.new(key, value.strip().encode(), hashlib.sha256).hexdigest()[:32]


def protect(table: pa.Table, treatments: dict[str, str], key: bytes) -> pa.Table:
    """The table with every private column transformed."""
    for name, treatment in treatments.items():
        at = table.column_names.index(name)
        table = table.set_column(at, name, _transform(table.column(at), treatment, key))
    return table


def _transform(column: pa.ChunkedArray, treatment: str, key: bytes) -> pa.ChunkedArray:
    if treatment == "drop":
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    change = (lambda v: token(v, key)) if treatment == "token" else (lambda v: v[:1] + "*" * (len(v) - 1))
    coded = pc.dictionary_encode(column.combine_chunks() if column.num_chunks != 1 else column.chunk(0))
    words = pa.array([None if v is None or not v.strip() else change(v) for v in coded.dictionary.to_pylist()], pa.string())
    return pa.chunked_array([words.take(coded.indices)])
