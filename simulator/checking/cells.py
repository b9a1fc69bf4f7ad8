"""Text of a delivered cell → the value silver should hold when it keeps what was delivered. None: no such value.

A second reading of people's handwriting, on purpose not that of the pipeline.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from simulator.sources import YES_NO, declared, sources

DIGITS = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})日?(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?(?:\.\d+)?")
ZONED = re.compile(r"(.*?)(Z|[+-]\d{2}:?\d{2})")


def columns(table: str) -> dict[str, tuple[str, str, str]]:
    """Silver column → header in the file, way it is written, argument of the way."""
    return sources()[table].columns


def column_of(table: str, header: str | None) -> str | None:
    """The silver column a header of the file fills."""
    return next((c for c, (h, *_) in columns(table).items() if h == header), None)


def value(table: str, column: str, text: str | None):
    """The typed value of a text. Strings and codes are never None unless the text is empty."""
    if text is None or not text.strip():
        return None
    contract = declared().tables[f"silver.{table}"].columns[column]
    way = columns(table)[column][1]
    plain = unicodedata.normalize("NFKC", text).strip()
    if contract.codes:
        return _code(contract.codes, text.strip(), plain)
    if contract.type == "string":
        return text.strip()
    if contract.type == "boolean":
        return _truth(way, plain)
    if contract.type in ("date", "timestamp"):
        return _moment(plain, contract.type)
    return _number(plain, contract.type, way)


def _code(codes: str, text: str, plain: str) -> str:
    table = declared().codes[codes]
    labels = {label: code for code, label in table.values.items()} | table.fixes
    return plain if plain in table.values else labels.get(plain, text)


def _truth(way: str, plain: str) -> bool | None:
    return dict(zip(YES_NO.get(way, ("true", "false")), (True, False))).get(plain)


def _number(plain: str, kind: str, way: str):
    plain = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", plain)
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    if way == "percent":
        return float(plain) / 100
    if kind in ("int", "bigint"):
        return int(number) if number == number.to_integral_value() else None
    return float(plain) if kind == "double" else number.quantize(Decimal("0.01"))


def _moment(plain: str, kind: str):
    """A date, or a UTC instant without zone; a local time is one of China."""
    zoned = ZONED.fullmatch(plain) if ":" in plain else None
    found = DIGITS.fullmatch(zoned.group(1) if zoned else plain)
    if not found:
        return None
    try:
        moment = dt.datetime(*(int(part or 0) for part in found.groups()))
    except ValueError:
        return None
    if kind == "date":
        return moment.date()
    zone = dt.datetime.fromisoformat("2000-01-01T00:00:00" + zoned.group(2)).tzinfo if zoned else ZoneInfo("Asia/Shanghai")
    return moment.replace(tzinfo=zone).astimezone(dt.UTC).replace(tzinfo=None)
