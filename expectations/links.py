"""Checks that reach across contract files: what one names, another must declare. Standard library only."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from expectations.model import Codes, Feed, Table
from expectations.parse import ContractError

TREATMENTS = ("token", "mask", "drop")
# What an audit item about two tables says besides its column: keys about the table itself, and about the other one.
ACROSS = {"counterpart": (("where",), ("in",)), "agrees": (("on",), ("with", "on")), "sums": (("by",), ("equals",))}
_NAME = re.compile(r"[^\W\d_]\w*")


def check_table(file: Path, table: Table) -> None:
    """What a table says about its own columns. ContractError names the key."""
    for column, treatment in table.privacy.items():
        if treatment not in TREATMENTS:
            raise ContractError(file, f"privacy.{column}", f"应当是 {'、'.join(TREATMENTS)} 之一，写的是 {treatment!r}")
        if treatment == "drop" and column in table.key:
            raise ContractError(file, f"privacy.{column}", "主键列不能删去，请用 token")
    for column in table.columns.values():
        if column.is_key and column.severity == "flag":
            raise ContractError(file, f"columns.{column.name}.severity", "主键列出错的行必须隔离，不能只标记")
        if column.not_after and column.not_after != "as_of" and column.not_after not in table.columns:
            raise ContractError(file, f"columns.{column.name}.not_after", f"没有列 {column.not_after!r}")
    for name in table.rules:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise ContractError(file, f"rules.{name}", "规则名用小写英文下划线")
    for number, item in enumerate(table.audit):
        named = item.get("column") or []
        for column in [named] if isinstance(named, str) else named:
            if column not in table.columns:
                raise ContractError(file, f"audit[{number}].column", f"没有列 {column!r}")


def check_feed(file: Path, feed: Feed, tables: dict[str, Table]) -> None:
    """What a feed calls things and which of them are private. ContractError names the key."""
    _check_names(file, feed)
    _check_shape(file, feed)
    for target in feed.targets.values():
        if target.deleted_when and tables[target.table].history == "events":
            raise ContractError(file, f"into.{target.table}.deleted_when", "history: events 的表只增不减")
        for column in tables[target.table].privacy:
            mapping = target.mappings.get(column)
            if mapping and (mapping.expr is not None or any(s not in feed.names for s in mapping.sources)):
                raise ContractError(file, f"into.{target.table}.columns.{column}",
                                    "私密列只能用 from 直接取自 names，不能经过表达式")


def _check_names(file: Path, feed: Feed) -> None:
    """Spark names are case-insensitive, and a let that hides a name would make two columns of one name."""
    seen: dict[str, str] = {}
    for where, names in (("names", feed.names), ("let", feed.let)):
        _take(file, where, names, seen)
    for target in feed.targets.values():
        _take(file, f"into.{target.table}.let", target.let, dict(seen))


def _take(file: Path, where: str, names, seen: dict[str, str]) -> None:
    for name in names:
        if not _NAME.fullmatch(name):
            raise ContractError(file, f"{where}.{name}", "名称用字母、数字和下划线，且不以下划线或数字开头")
        if name.lower() in seen:
            raise ContractError(file, f"{where}.{name}", f"与 {seen[name.lower()]} 同名（不分大小写）")
        seen[name.lower()] = f"{where}.{name}"


def _is_day(said: object) -> bool:
    try:
        return dt.date.fromisoformat(said).isoformat() == said
    except (TypeError, ValueError):
        return False


def is_month_end(said: object) -> bool:
    return _is_day(said) and (dt.date.fromisoformat(said) + dt.timedelta(days=1)).day == 1


def _check_shape(file: Path, feed: Feed) -> None:
    volume = feed.accept.get("volume")
    if volume is not None and not (len(volume) == 2 and all(isinstance(v, (int, float)) for v in volume)
                                   and volume[0] <= volume[1]):
        raise ContractError(file, "accept.volume", f"应当是 [最低, 最高]，写的是 {volume!r}")
    rule = feed.delivery.get("as_of", "manifest")
    if isinstance(rule, dict) and set(rule) == {"file"}:
        try:
            groups = re.compile(rule["file"]).groups
        except re.error as error:
            raise ContractError(file, "delivery.as_of.file", f"不是合法的正则表达式：{error}") from error
        if groups != 1:
            raise ContractError(file, "delivery.as_of.file", "正则表达式要有且只有一个括号，括出日期")
    elif isinstance(rule, dict) and set(rule) == {"column"}:
        if rule["column"] not in feed.names:
            raise ContractError(file, "delivery.as_of.column", f"{rule['column']!r} 不在 names 中")
    elif rule != "manifest":
        raise ContractError(file, "delivery.as_of", "应当是 {file: 正则}、{column: 名称} 或 manifest")
    for scope, day in (feed.delivery.get("ended") or {}).items():
        if not isinstance(scope, str) or not _is_day(day):
            raise ContractError(file, f"delivery.ended.{scope}", f'应当是 "范围": 年-月-日，范围要加引号，写的是 {scope!r}: {day!r}')
    if feed.delivery.get("due_days", 0) < 0:
        raise ContractError(file, "delivery.due_days", "不能早于周期结束")
    if feed.source.get("kind") == "jdbc":
        if feed.delivery["format"] != "parquet":
            raise ContractError(file, "source", "从数据库取数的数据源要写 format: parquet")
        if feed.source.get("cursor") and feed.mode == "snapshot":
            raise ContractError(file, "source.cursor", "snapshot 每次都是全部，不能只取变化；请改用 increment 或去掉 cursor")
    elif feed.source and (feed.delivery["format"] != "json" or not feed.delivery.get("record")):
        raise ContractError(file, "source", "从接口取数的数据源要写 format: json 和 record（记录列表的路径）")
    if feed.source.get("since") and feed.mode == "snapshot":
        raise ContractError(file, "source.since", "snapshot 每次都是全部，不能只取变化；请改用 increment 或去掉 since")
    if feed.delivery.get("scope") and feed.mode != "snapshot":
        raise ContractError(file, "delivery.scope", "只有 snapshot 才有范围")


def _check_across(table: Table, tables: dict[str, Table]) -> None:
    """What an audit item about two tables must say, and the columns it names in both."""
    for number, item in enumerate(table.audit):
        own, others = ACROSS.get(item["check"], ((), ()))
        for key in ("column", "table", *own, *others) if own or others else ():
            if key not in item:
                raise ContractError(table.origin[""], f"audit[{number}].{key}", f"{item['check']} 要写明 {key}")
        if own or others:
            if item["table"] not in tables:
                raise ContractError(table.origin[""], f"audit[{number}].table", f"没有表 {item['table']!r}")
            for keys, columns in ((own, table.columns), (others, tables[item["table"]].columns)):
                for key in (k for k in keys if k != "where" and item[k] not in columns):
                    raise ContractError(table.origin[""], f"audit[{number}].{key}", f"没有列 {item[key]!r}")


def check_all(tables: dict[str, Table], feeds: dict[str, Feed], codes: dict[str, Codes]) -> None:
    """Code tables, references, trust, and which feeds may share a table."""
    for table in tables.values():
        for column in table.columns.values():
            path = f"columns.{column.name}"
            if column.codes and column.codes not in codes:
                raise ContractError(table.origin[""], f"{path}.codes", f"没有代码表 {column.codes!r}")
            if column.references and column.references not in tables:
                raise ContractError(table.origin[""], f"{path}.references", f"没有表 {column.references!r}")
        _check_across(table, tables)
        if table.trust and table.history != "latest":
            raise ContractError(table.origin[""], "trust", "只有 history: latest 的表才按信任排序")
        into = [f for f in feeds.values() if table.name in f.targets]
        if table.history == "known" and len(into) > 1 and any(f.mode == "snapshot" for f in into):
            first = next(f for f in into if f.mode == "snapshot")
            raise ContractError(first.file, f"into.{table.name}", "快照源不能与别的源共写一张 history: known 的表")
