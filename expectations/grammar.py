"""The grammar of the contract files: every key a YAML file may carry, its kind and what it means.

One declaration serves the loader (which refuses unknown keys) and the editor schemas under `schema/`.
A kind is `str | int | number | bool | list | map | any`, or `a|b|c` for a closed choice.
"""

from __future__ import annotations

TYPES = ("string", "int", "bigint", "double", "decimal", "boolean", "date", "timestamp")
SEVERITIES = "flag|quarantine"

COLUMN = {
    "type": ("str", "string, int, bigint, double, decimal(p,s), boolean, date or timestamp"),
    "required": ("bool", "a row without it is set aside (quarantine unless severity says flag)"),
    "title": ("str", "Chinese name shown to people"),
    "description": ("str", "what the value means"),
    "references": ("str", "silver table whose key this column names"),
    "codes": ("str", "code table that lists the legal values"),
    "unknown": ("flag|quarantine", "what happens to a row with a code nobody knows"),
    "minimum": ("any", "smallest plausible value"),
    "maximum": ("any", "largest plausible value"),
    "pattern": ("str", "regular expression the whole text must match"),
    "not_after": ("str", "as_of, or a column this one may not be later than"),
    "severity": (SEVERITIES, "outcome when one of the column's own rules is broken"),
    "unit": ("str", "unit of measure"),
}
RULE = {
    "must": ("str", "Spark SQL condition about one row; null passes"),
    "severity": (SEVERITIES, "flag (default) or quarantine"),
    "title": ("str", "Chinese sentence an auditor reads"),
    "source": ("str", "standard and clause the rule comes from"),
    "dimension": ("norm|complete|accurate|consistent", "dimension of GB/T 36344; consistent unless said"),
}
AUDIT = {
    "check": ("references|freshness|unique|row_count|not_null|completeness|accepted|expression|counterpart|agrees|sums", "what is checked"),
    "column": ("any", "column, or list of columns"),
    "at_least": ("number", "share of rows that must pass, 0 to 1"),
    "within": ("str", "age limit such as '3 days', against the day of the run"),
    "minimum": ("any", "smallest number of rows"),
    "maximum": ("any", "largest number of rows"),
    "expression": ("str", "Spark SQL condition about one row"),
    "table": ("str", "the other table of counterpart, agrees, sums"),
    "where": ("str", "counterpart: the rows that must have one"),
    "in": ("str", "counterpart: the column of the other table"),
    "on": ("str", "agrees: the column that names the thing, in both tables"),
    "with": ("str", "agrees: the column of the other table"),
    "by": ("str", "sums: the column that names the whole"),
    "equals": ("str", "sums: the column of the whole"),
    "severity": ("warn|fail", "fail keeps the table at its last audited version"),
    "title": ("str", "Chinese sentence an auditor reads"),
}
TABLE = {
    "table": ("str", "layer.name, which is also the file's path"),
    "title": ("str", "Chinese name"),
    "description": ("str", "what the table is for, with usage warnings"),
    "grain": ("str", "what one row is"),
    "key": ("list", "columns that identify a row; never free text"),
    "history": ("known|events|latest", "versions with two clocks, append only, or reference data"),
    "area": ("str", "subject area: one Airflow task"),
    "owner": ("str", "department that answers for the table"),
    "columns": ("map", "the columns, declared here once"),
    "known_at": ("str", "column that tells when the fact could be known; else the delivery's as-of"),
    "rules": ("map", "conditions about one row"),
    "audit": ("list", "conditions about the set"),
    "share": ("map", "catalogue entry by the 政务信息资源目录 metadata"),
    "privacy": ("map", "column: token, mask or drop, applied before bronze"),
    "trust": ("list", "feeds in order of trust (history: latest)"),
    "blocks": ("str", "all: a failed audit stops every table"),
    "parked": ("str", "why nothing consumes the table yet"),
    "usage_warning": ("str", "what a user must know before counting rows"),
}
FEED = {
    "feed": ("str", "system.feed, which is also the file's name"),
    "title": ("str", "Chinese name"),
    "description": ("str", "where it comes from"),
    "owner": ("str", "department that delivers"),
    "accept": ("map", "volume: [lowest, highest] share of the last five; nulls: jump of the null share"),
    "delivery": ("map", "how it arrives"),
    "source": ("map", "the interface `firelake fetch` asks; without it the system delivers by itself"),
    "names": ("map", "one name per source column, whatever it is called this time"),
    "let": ("map", "named expressions, evaluated in order"),
    "into": ("map", "target tables"),
}
SOURCE = {
    "kind": ("rest|jdbc", "an interface over HTTP, or a table of a database; rest unless said"),
    "table": ("str", "jdbc: the table, or a query in brackets with an alias"),
    "cursor": ("str", "jdbc: the column that grows with every change; without it the whole table is read"),
    "path": ("str", "where the system answers, below FIRELAKE_SOURCE_<SYSTEM>_URL"),
    "auth": ("token|signed|none", "FIRELAKE_SOURCE_<SYSTEM>_TOKEN as bearer, or _KEY and _SECRET for a signature; token unless said"),
    "per_second": ("number", "requests a second at most, 5 unless said"),
    "query": ("map", "what every request asks with"),
    "since": ("str", "parameter that takes the end of the last span; the feed is then asked for changes only"),
    "until": ("str", "parameter that takes the end of this span"),
    "begin": ("str", "the first `since`, ISO with zone"),
    "overlap_minutes": ("number", "minutes before the last `until` that are asked for again, 15 unless said"),
    "pages": ("map", "how the answer pages"),
}
PAGES = {
    "by": ("number|cursor", "pages are counted, or each names the next; number unless said"),
    "size": ("int", "records a page, 500 unless said"),
    "page": ("str", "parameter of the page or cursor, `page` unless said"),
    "size_name": ("str", "parameter of the size, `size` unless said"),
    "total": ("str", "where the answer says how many records there are, `total` unless said"),
    "next": ("str", "where the answer names the next cursor, `next` unless said"),
}
DELIVERY = {
    "format": ("csv|xlsx|json|jsonl|xml|parquet", "file format"),
    "encoding": ("str", "text encoding, utf-8 unless said"),
    "delimiter": ("str", "csv delimiter"),
    "sheet": ("str", "xlsx sheet; else the first"),
    "header_row": ("int", "1-based row of the header; else found by its names"),
    "record": ("str", "path of the record element or list"),
    "mode": ("snapshot|increment|events", "what a delivery states"),
    "as_of": ("any", "{file: regex}, {column: name} or manifest"),
    "every": ("day|workday|month|quarter|year|irregular", "the period a delivery is for; irregular unless said"),
    "due_days": ("int", "days after the end of its period by which a delivery is due, 0 unless said"),
    "ended": ("map", "scope, or all: the last day it owes something for"),
    "scope": ("str", "column or manifest key a snapshot speaks for"),
    "valid_from": ("str", "date from which this file's meaning holds"),
    "zone": ("str", "time zone of local times"),
    "files": ("str", "regular expression of file names, for `firelake land --match`"),
    "retention_days": ("int", "days landing bytes are kept after bronze reconciles"),
}
ACCEPT = {
    "volume": ("list", "[lowest, highest] share of the median row count of the last five deliveries"),
    "month": ("list", "the same for files of a month, which are compared with months only; `volume` judges the others"),
    "least": ("int", "up to so many rows a count is left to chance"),
    "nulls": ("number", "largest rise of a column's null share"),
}
TARGET = {
    "where": ("str", "rows that belong to the table; the others are skipped"),
    "let": ("map", "named expressions of this table"),
    "columns": ("map", "column: {from | expr | value, format, zone, crs, optional}"),
    "per_key": ("map", "column: aggregate over the rows of one key in a delivery"),
    "deleted_when": ("str", "condition that ends a key"),
}
MAPPING = {
    "from": ("any", "canonical name, or names of which the first that is filled counts"),
    "expr": ("str", "Spark SQL over names and lets"),
    "value": ("any", "constant"),
    "format": ("any", "date or time pattern, or several"),
    "zone": ("str", "time zone of the text, or of a value with a wrong type"),
    "crs": ("wgs84|gcj02|bd09", "coordinate system of the source"),
    "optional": ("bool", "the source column may be missing"),
    "true": ("list", "texts that mean true"),
    "false": ("list", "texts that mean false"),
}
CODES = {
    "codes": ("str", "name, which is also the file's name"),
    "title": ("str", "Chinese name"),
    "source": ("str", "standard and clause"),
    "placeholder": ("bool", "the real list is not known yet"),
    "values": ("map", "code: label"),
    "fixes": ("map", "old code or spelling: code"),
    "description": ("str", "what a user must know"),
    "rows": ("list", "further facts per code, dated where they change"),
}
FUNCTION = {
    "params": ("list", "names of the parameters"),
    "sql": ("str", "Spark SQL with {parameter} places"),
    "doc": ("str", "what it returns"),
    "source": ("str", "standard and clause"),
}
