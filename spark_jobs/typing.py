"""Text → typed value, one Spark SQL expression per column. A text that is no such value becomes null, never an error.

People type full-width digits, thousands separators and four kinds of date; each reading is tried only where the
quick one failed, so clean files do not pay for dirty ones.
"""

from __future__ import annotations

from collections import Counter

from expectations.model import Column, Contracts, Feed, Mapping, Target

WIDE = "'０１２３４５６７８９．，－：／　', '0123456789.,-:/ '"
# A date: with like signs between its parts, in 年月日, or of eight digits that no other digit but a clock's six follows.
DATE = (r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])|年([0-9]{1,2})月([0-9]{1,2})日"
        r"|([0-9]{2})([0-9]{2})(?=[0-9]{6}(?![0-9])|[^0-9]|$))")
ISO_DATE = r"([0-9]{4})(?:(-)([0-9]{2})-([0-9]{2})()()()())"  # the same groups
CLOCK = (r"(?:([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2}(?:[.][0-9]{1,9})?))?|([0-9]{1,2})时([0-9]{1,2})分(?:([0-9]{1,2})秒)?"
         r"|([0-9]{2})([0-9]{2})([0-9]{2}))")
ZONE = r"(Z|UTC|GMT|[+-][0-9]{1,2}(?::?[0-9]{2})?|[A-Z][A-Za-z]+/[A-Za-z_]+)"
TRUE = ("true", "yes", "y", "1", "是", "有", "t")
FALSE = ("false", "no", "n", "0", "否", "无", "f")
DECIMAL = r"^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?\\z"
PLAIN_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?)?$"
STATED = rf"(:[0-9]{{1,2}}([.][0-9]+)?|[分秒]|[0-9]{{6}}) *{ZONE}$"


def raw_name(column: Column) -> str:
    """The column that holds the text of a value; a text that is kept as it stands is its own."""
    return f"`{column.name}`" if column.type == "string" and not column.codes else f"`{column.name}__raw`"


def typed(contracts: Contracts, feed: Feed, target: Target, column: Column) -> str:
    """The value, as an expression over the text in `raw_name`."""
    raw, mapping = raw_name(column), target.mappings.get(column.name, Mapping(column.name))
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
    tries = [f"when {text} in ({yes}) then true when {text} in ({no}) then false" for text in (raw, f"lower(translate({raw}, {WIDE}))")]
    return f"case {' '.join(tries)} end"


def _number(kind: str, raw: str) -> str:
    plain = f"regexp_replace(translate({raw}, {WIDE}), '(?<=\\\\d)[, ](?=\\\\d{{3}}(\\\\D|$))', '')"
    if kind in ("int", "bigint"):
        exact = f"try_cast({plain} as decimal(38,9))"
        return f"coalesce(try_cast({raw} as {kind}), case when {exact} = floor({exact}) then try_cast({exact} as {kind}) end)"
    if kind == "double":
        rare = f"nullif(regexp_extract({plain}, '{DECIMAL}', 0), '')"
        return f"try_cast(case when {raw} rlike '{DECIMAL}' then {raw} else {rare} end as double)"
    return f"coalesce(try_cast({raw} as {kind}), try_cast({plain} as {kind}))"


def _date(mapping: Mapping, raw: str, zone: str | None) -> str:
    tries = [f"cast(try_to_timestamp(translate({raw}, {WIDE}), {quoted(f)}) as date)" for f in mapping.formats or ()]
    moment = _instant(raw)
    local = f"if({_stated(raw)}, from_utc_timestamp({moment}, {quoted(zone)}), {moment})" if zone else moment
    iso = f"case when {raw} rlike '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' then try_cast({raw} as date) end"
    return f"coalesce({', '.join([iso, *tries, f'cast({local} as date)'])})"


def _timestamp(mapping: Mapping, raw: str, zone: str | None) -> str:
    tries = [f"try_to_timestamp(translate({raw}, {WIDE}), {quoted(f)})" for f in mapping.formats or ()]
    rare = f"coalesce({', '.join([_instant(raw, ISO_DATE if tries else DATE), *tries])})"
    read = f"try_cast({raw} as timestamp)"
    if zone:
        read = f"to_utc_timestamp({read}, {quoted(zone)})"
        rare = f"to_utc_timestamp({rare}, if({_stated(raw)}, 'UTC', {quoted(zone)}))"
    return f"coalesce(case when {raw} rlike '{PLAIN_TIME}' then {read} end, {rare})"


def _instant(raw: str, date: str = DATE) -> str:
    """The time a text states, however people write it; read as UTC where it names no zone itself. The text is brought
    into the one form the engine casts: to try many formats costs every row, because all of them are compiled into it.
    """
    text, whole = f"translate({raw}, {WIDE})", quoted(f"^{date}(?:[ T]*{CLOCK} *{ZONE}?)?$")
    parts = f"regexp_replace({text}, {whole}, '$1-$3$5$7-$4$6$8 $9$12$15:$10$13$16:$11$14$17|$18')"
    plain = f"replace(replace(replace({parts}, ' ::|', ''), ':|', ':00|'), '|', '')"
    return f"case when {text} rlike {whole} then try_cast({plain} as timestamp) end"


def _stated(raw: str) -> str:
    """The text says itself which zone its time is in."""
    return f"translate({raw}, {WIDE}) rlike {quoted(STATED)}"


def quoted(value) -> str:
    """A text as Spark SQL literal."""
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"
