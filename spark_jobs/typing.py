"""Text → typed value, one Spark SQL expression per column. A text that is no such value becomes null, never an error.

People type full-width digits, thousands separators and four kinds of date; each reading is tried only where the
quick one failed, so clean files do not pay for dirty ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from expectations.model import Column, Contracts, Feed, Mapping, Target

WIDE = "'０１２３４５６７８９．，－：／　', '0123456789.,-:/ '"
ZONE = "[XXX][XX]"
DATES = ("yyyy-M-d", "yyyy/M/d", "yyyyMMdd", "yyyy年M月d日", "yyyy.M.d")
TIMES = ("yyyy/M/d H:m:s", "yyyy/M/d H:m", "yyyy-M-d H:m:s", "yyyy-M-d H:m", "yyyy年M月d日 H:m:s", "yyyy年M月d日 H时m分",
         "yyyy年M月d日H时m分s秒", "yyyy年M月d日H时m分", "yyyyMMddHHmmss", "yyyy.M.d H:m")
TRUE = ("true", "yes", "y", "1", "是", "有", "t")
FALSE = ("false", "no", "n", "0", "否", "无", "f")
DECIMAL = r"^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$"
PLAIN_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?)?$"
STATED = r"(Z|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?|[A-Z][A-Za-z]+/[A-Za-z_]+)$"


def typed(contracts: Contracts, feed: Feed, target: Target, column: Column) -> str:
    """The expression over `<column>__raw`."""
    raw, mapping = f"`{column.name}__raw`", target.mappings.get(column.name, Mapping(column.name))
    zone = mapping.zone or feed.delivery.get("zone")
    if column.codes:
        return _coded(contracts, column, raw)
    if column.type == "string":
        return raw
    if column.type == "boolean":
        return _boolean(mapping, raw)
    if column.type == "date":
        return _date(mapping, raw, zone)
    if column.type == "timestamp":
        return _timestamp(mapping, raw, zone)
    return _number(column.type, raw)


def _coded(contracts: Contracts, column: Column, raw: str) -> str:
    """Labels, old codes and old spellings become the code; an unknown text stays as it is."""
    table = contracts.codes[column.codes]
    labels = Counter(table.values.values())
    known = {label: code for code, label in table.values.items() if label not in table.values and labels[label] == 1}
    known |= {code: code for code in table.values} | table.fixes
    if not known:
        return raw
    pairs = ", ".join(f"{quoted(old)}, {quoted(new)}" for old, new in sorted(known.items()))
    listed = ", ".join(quoted(code) for code in table.values) or "null"
    return (f"case when {raw} in ({listed}) then {raw} "
            f"else coalesce(try_element_at(map({pairs}), translate({raw}, {WIDE})), {raw}) end")


def _boolean(mapping: Mapping, raw: str) -> str:
    yes = ", ".join(quoted(t.lower()) for t in mapping.true or TRUE)
    no = ", ".join(quoted(t.lower()) for t in mapping.false or FALSE)
    text = f"lower(translate({raw}, {WIDE}))"
    return f"case when {text} in ({yes}) then true when {text} in ({no}) then false end"


def _number(kind: str, raw: str) -> str:
    plain = f"regexp_replace(translate({raw}, {WIDE}), '(?<=\\\\d)[, ](?=\\\\d{{3}}(\\\\D|$))', '')"
    if kind in ("int", "bigint"):
        exact = f"try_cast({plain} as decimal(38,9))"
        return f"coalesce(try_cast({raw} as {kind}), case when {exact} = floor({exact}) then try_cast({exact} as {kind}) end)"
    if kind == "double":
        quick, slow = (f"case when {text} rlike '{DECIMAL}' then try_cast({text} as double) end" for text in (raw, plain))
        return f"coalesce({quick}, {slow})"
    return f"coalesce(try_cast({raw} as {kind}), try_cast({plain} as {kind}))"


def _date(mapping: Mapping, raw: str, zone: str | None) -> str:
    def slow(x: str) -> str:
        text = f"translate({x}, {WIDE})"
        tries = [f"cast(try_to_timestamp({text}, {quoted(f)}) as date)" for f in (mapping.formats or DATES)]
        moment = _instant(Mapping(mapping.column), x)
        local = f"if({_stated(x)}, from_utc_timestamp({moment}, {quoted(zone)}), {moment})" if zone else moment
        return f"coalesce({', '.join(tries)}, cast({local} as date))"

    iso = f"case when {raw} rlike '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' then try_cast({raw} as date) end"
    return f"coalesce({iso}, {_rarely(raw, slow)})"


def _timestamp(mapping: Mapping, raw: str, zone: str | None) -> str:
    def slow(x: str) -> str:
        instant = _instant(mapping, x)
        return f"case when {_stated(x)} then {instant} else to_utc_timestamp({instant}, {quoted(zone)}) end" if zone else instant

    read = f"try_cast({raw} as timestamp)"
    iso = f"case when {raw} rlike '{PLAIN_TIME}' then {f'to_utc_timestamp({read}, {quoted(zone)})' if zone else read} end"
    return f"coalesce({iso}, {_rarely(raw, slow)})"


def _instant(mapping: Mapping, raw: str) -> str:
    """The time a text states, read as UTC where it names no zone itself."""
    text = f"translate({raw}, {WIDE})"
    iso = f"case when {raw} rlike '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}([ T]|$)' then try_cast({raw} as timestamp) end"
    tries = [f"try_to_timestamp({text}, {quoted(f)})" for f in (mapping.formats or (*(t + ZONE for t in TIMES), *DATES))]
    return f"coalesce({iso}, {', '.join(tries)})"


def _rarely(value: str, slow: Callable[[str], str]) -> str:
    """An expression over a value that few rows need. As a lambda it is interpreted, and what all rows need compiles to
    short methods, which the JVM makes quick.
    """
    return f"case when {value} is not null then element_at(transform(array({value}), _it -> {slow('_it')}), 1) end"


def _stated(raw: str) -> str:
    """The text says itself which zone its time is in."""
    return f"({raw} like '%:%' and {raw} rlike '{STATED}')"


def quoted(value) -> str:
    """A text as Spark SQL literal."""
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"
