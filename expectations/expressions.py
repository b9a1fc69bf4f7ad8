"""Contract expressions: parsed, one expression, allow-listed functions, only known columns, no subquery.

Contract authors write Spark SQL; what they write reaches the engine only through `compile_expression`.
"""

from __future__ import annotations

import re
from functools import lru_cache

import sqlglot
from sqlglot import exp

ALLOWED = frozenset("""
abs pad aggregate any_value array array_contains array_max array_min ascii bool_and bool_or bround cast ceil coalesce
concat concat_ws contains count date_add date_diff date_format date_trunc datediff day dayofweek element_at endswith
filter first first_value float floor from_utc_timestamp greatest hour if ifnull initcap instr isnull isnotnull last
last_value least left length lower lpad ltrim map max max_by md5 min min_by minute mod month nullif nvl nvl2 overlay
position pow power regexp_extract regexp_like regexp_replace replace reverse right round row_number rpad rtrim second
sequence sha1 sha2 size split sqrt startswith substr substring sum to_date to_json to_timestamp to_utc_timestamp
transform translate trim trunc try_cast try_divide try_element_at try_to_date try_to_number try_to_timestamp upper
year xxhash64 conv unix_timestamp timestamp_seconds last_day add_months months_between typeof make_date avg
""".split())
FORBIDDEN = (exp.Subquery, exp.Select, exp.Command, exp.DDL, exp.DML, exp.Join, exp.Table, exp.Union, exp.Star,
             exp.Parameter, exp.SessionParameter, exp.Placeholder, exp.Struct, exp.Tuple)
DELIVERY = "_delivery_id"
CLOCK = re.compile(r"\s*(now|today|tomorrow|yesterday|current_date|current_timestamp)\s*", re.IGNORECASE)
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`", re.DOTALL)


class ExpressionError(ValueError):
    """The expression may not be used; says what is wrong with it."""


def expand(sql: str, functions: dict[str, dict]) -> str:
    """`sql` with every call of a shared function replaced by its template. Arguments may nest calls."""
    for _ in range(2000):
        plain = _QUOTED.sub(lambda m: "'" + " " * (len(m.group()) - 2) + "'", sql)
        found = next((m for name in functions for m in [re.search(rf"(?<![\w.]){name}\s*\(", plain)] if m), None)
        if not found:
            return sql
        name = re.match(r"\w+", found.group()).group()
        end, arguments = _arguments(sql, found.end())
        params = functions[name]["params"]
        if len(arguments) != len(params):
            raise ExpressionError(f"{name} 需要 {len(params)} 个参数，写了 {len(arguments)} 个")
        body = functions[name]["sql"]
        for param, argument in zip(params, arguments):
            body = body.replace("{" + param + "}", f"({argument})")
        sql = f"{sql[:found.start()]}({body}){sql[end:]}"
    raise ExpressionError("函数互相嵌套过深")


def _arguments(sql: str, start: int) -> tuple[int, list[str]]:
    """Position after the closing bracket, and the top-level arguments."""
    depth, quote, parts, last = 1, "", [], start
    for i in range(start, len(sql)):
        char = sql[i]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"`":
            quote = char
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                inner = sql[last:i].strip()
                return i + 1, parts + ([inner] if inner or parts else [])
        elif char == "," and depth == 1:
            parts.append(sql[last:i].strip())
            last = i + 1
    raise ExpressionError("括号没有闭合")


def compile_expression(sql: str, columns: set[str], functions: dict[str, dict] | None = None) -> str:
    """The expression with shared functions expanded, checked. ExpressionError says what to change."""
    return _compile(str(sql), frozenset(columns), _freeze(functions or {}))


def _freeze(functions: dict[str, dict]) -> tuple:
    return tuple((name, tuple(body["params"]), body["sql"]) for name, body in functions.items())


@lru_cache(maxsize=4096)
def _compile(sql: str, columns: frozenset[str], frozen: tuple) -> str:
    functions = {name: {"params": params, "sql": body} for name, params, body in frozen}
    expanded = expand(sql, functions)
    tree = _parsed(expanded)
    bound = {param.name for lam in tree.find_all(exp.Lambda) for param in lam.expressions}
    for node in tree.walk():
        if isinstance(node, exp.Star) and isinstance(node.parent, exp.Count):
            continue
        if isinstance(node, FORBIDDEN) or isinstance(node, exp.Alias) and node is tree:
            raise ExpressionError(f"不允许使用 {type(node).__name__}")
        if isinstance(node, exp.Literal) and isinstance(node.parent, exp.Cast) and CLOCK.fullmatch(node.name):
            raise ExpressionError(f"不允许读取当前时间（{node.name}）")
        if isinstance(node, exp.Column) and node.table:
            raise ExpressionError(f"列名不带表名：{node.sql()}")
        if isinstance(node, exp.Column) and not isinstance(node.this, exp.Star) and node.name not in columns | bound:
            raise ExpressionError(f"没有列 {node.name!r}；可用：{'、'.join(sorted(columns))}")
        if isinstance(node, exp.Window) and DELIVERY not in {c.name for c in node.args.get("partition_by") or ()}:
            raise ExpressionError(f"窗口必须按 {DELIVERY} 分区，否则一行的值取决于同批处理了哪些投递")
        if isinstance(node, exp.Anonymous) and node.name.lower() not in ALLOWED:
            raise ExpressionError(f"不允许的函数 {node.name}")
        if isinstance(node, exp.Func) and not isinstance(node, (exp.Anonymous, exp.Connector, exp.Case, exp.If)):
            names = {name.lower() for name in type(node).sql_names()} | {node.key.lower()}
            if not names & ALLOWED and not isinstance(node, _SYNTAX):
                raise ExpressionError(f"不允许的函数 {type(node).sql_names()[0].lower()}")
    return expanded


def _parsed(sql: str) -> exp.Expression:
    """The one expression of the text, which goes on to the engine as it stands: so nothing may hide behind its end."""
    try:
        tokens = sqlglot.tokenize(sql, read="spark")
        trees = sqlglot.parse(sql, read="spark")
    except sqlglot.errors.SqlglotError as error:
        raise ExpressionError(f"不是合法的 SQL 表达式：{str(error).splitlines()[0]}") from error
    if any(token.comments for token in tokens):
        raise ExpressionError("表达式里不能写注释")
    if len(trees) != 1 or trees[0] is None or any(token.token_type is sqlglot.TokenType.SEMICOLON for token in tokens):
        raise ExpressionError("只能写一个表达式")
    return trees[0]


_SYNTAX = (exp.Cast, exp.TryCast, exp.AnonymousAggFunc, exp.TsOrDsToDate, exp.RegexpLike, exp.StrToTime, exp.StrPosition,
           exp.TimeToStr, exp.TimestampTrunc, exp.DateDiff, exp.TsOrDsAdd, exp.Extract, exp.Array, exp.Map, exp.VarMap,
           exp.StrToDate, exp.StrToUnix, exp.DateAdd, exp.ToChar, exp.SHA2, exp.Substring, exp.DPipe, exp.ConcatWs)
