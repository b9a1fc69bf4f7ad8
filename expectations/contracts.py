"""Loads the contracts of a deployment: national tables and codes, its overlays, its feeds.

Needs the standard library and PyYAML only, because the DAGs import it in Airflow's environment.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from expectations import grammar
from expectations.links import check_all, check_feed, check_table, is_month_end
from expectations.model import Codes, Column, Contracts, Feed, Mapping, Rule, Table, Target
from expectations.parse import ContractError, check, read

HERE = Path(__file__).parent
OVERLAY_MAY = {"table", "title", "description", "columns", "rules", "audit", "owner", "usage_warning", "parked"}
OVERLAY_COLUMN_MAY = {"required", "codes", "title", "description", "unknown", "severity"}
_TYPE = re.compile(r"^(string|int|bigint|double|boolean|date|timestamp|decimal\(\d+,\s*\d+\))$")


@lru_cache(maxsize=8)
def load(deployment_dir: Path | str) -> Contracts:
    """All contracts of the deployment folder. ContractError names file and key of the first fault."""
    folder = Path(deployment_dir)
    if not (folder / "deployment.yml").is_file():
        raise ContractError(folder / "deployment.yml", "(文件)", "没有这个文件；FIRELAKE_DEPLOYMENT 应是部署名或部署目录")
    deployment = read(folder / "deployment.yml")
    if "figures_until" in deployment and not is_month_end(until := deployment["figures_until"]):
        raise ContractError(folder / "deployment.yml", "figures_until", f"应当是某月最后一天（年-月-日），写的是 {until!r}")
    codes = {c.name: c for c in map(_codes, [*_yml(HERE / "codes"), *_yml(folder / "codes")])}
    tables = {}
    for file in _yml(HERE / "tables", "*/*.yml"):
        table = _table(file, folder / "tables" / f"{file.stem}.yml")
        check_table(file, table)
        tables[table.name] = table
    for overlay in _yml(folder / "tables"):
        if f"silver.{overlay.stem}" not in tables:
            raise ContractError(overlay, "(文件)", f"没有名为 silver.{overlay.stem} 的表可覆盖")
    feeds = {f.name: f for f in (_feed(file, tables) for file in _yml(folder / "feeds"))}
    functions = read(HERE / "functions.yml") if (HERE / "functions.yml").is_file() else {}
    for name, body in functions.items():
        check(HERE / "functions.yml", body, grammar.FUNCTION, f"{name}.", ("params", "sql"))
    check_all(tables, feeds, codes)
    return Contracts(deployment, tables, feeds, codes, functions)


def _yml(folder: Path, pattern: str = "*.yml") -> list[Path]:
    return sorted(folder.glob(pattern)) if folder.is_dir() else []


def _codes(file: Path) -> Codes:
    data = check(file, read(file), grammar.CODES, "", ("codes", "values"))
    if data["codes"] != file.stem:
        raise ContractError(file, "codes", f"名称应与文件名一致：{file.stem}")
    values = {str(k): str(v) for k, v in (data["values"] or {}).items()}
    fixes = {str(k): str(v) for k, v in (data.get("fixes") or {}).items()}
    for old, new in fixes.items():
        if new not in values:
            raise ContractError(file, f"fixes.{old}", f"指向的代码 {new!r} 不在 values 中")
    rows = tuple(data.get("rows") or ())
    return Codes(data["codes"], data.get("title", ""), values, fixes, data.get("source", ""),
                 bool(data.get("placeholder")), rows)


def _table(file: Path, overlay_file: Path) -> Table:
    data = check(file, read(file), grammar.TABLE, "", ("table", "title", "grain", "key", "columns"))
    name = data["table"]
    if name != f"{file.parent.name}.{file.stem}":
        raise ContractError(file, "table", f"名称即路径，应为 {file.parent.name}.{file.stem}")
    origin = {"": str(file)}
    columns = {c: dict(body or {}) for c, body in data["columns"].items()}
    rules = {r: dict(body or {}) for r, body in (data.get("rules") or {}).items()}
    audit = list(data.get("audit") or [])
    if overlay_file.is_file() and file.parent.name == "silver":
        overlay = check(overlay_file, read(overlay_file), grammar.TABLE)
        _lay_over(overlay_file, overlay, data, columns, rules, audit, origin)
    built = {c: _column(file, c, body, c in data["key"]) for c, body in columns.items()}
    for key in data["key"]:
        if key not in built:
            raise ContractError(file, f"key.{key}", "主键列没有在 columns 中声明")
    for column in [data.get("known_at"), *(data.get("privacy") or {})]:
        if column and column not in built:
            raise ContractError(file, column, "引用的列没有在 columns 中声明")
    if built and file.parent.name == "silver" and not data.get("area"):
        raise ContractError(file, "area", "silver 表必须写明主题域")
    return Table(
        name=name, title=data["title"], grain=data["grain"], key=tuple(data["key"]), columns=built,
        history=data.get("history", "known"), area=data.get("area", ""), owner=data.get("owner", ""),
        description=data.get("description", ""), known_at=data.get("known_at"),
        rules={r: _rule(file, r, body) for r, body in rules.items()},
        audit=tuple(check(file, a, grammar.AUDIT, f"audit[{i}].", ("check",)) for i, a in enumerate(audit)),
        share=data.get("share") or {}, privacy=data.get("privacy") or {}, trust=tuple(data.get("trust") or ()),
        blocks=data.get("blocks"), parked=data.get("parked"), usage_warning=data.get("usage_warning", ""),
        origin=origin,
    )


def _lay_over(file, overlay, data, columns, rules, audit, origin) -> None:
    """A deployment may relax, rename for people and switch off; it may not add, rename or retype columns."""
    if overlay.get("table", data["table"]) != data["table"]:
        raise ContractError(file, "table", f"名称即路径，应为 {data['table']}")
    for key in overlay:
        if key not in OVERLAY_MAY:
            raise ContractError(file, key, f"部署的覆盖文件不能改这个键；可改：{'、'.join(sorted(OVERLAY_MAY))}")
    for name, body in (overlay.get("columns") or {}).items():
        if name not in columns:
            raise ContractError(file, f"columns.{name}", "覆盖文件不能新增列")
        for key, value in body.items():
            if key not in OVERLAY_COLUMN_MAY or (key == "required" and value):
                raise ContractError(file, f"columns.{name}.{key}", "覆盖文件只能放宽必填、换代码表、改文字")
            columns[name][key] = value
            origin[f"columns.{name}.{key}"] = str(file)
    for name, body in (overlay.get("rules") or {}).items():
        if body not in ("off", False) or name not in rules:
            raise ContractError(file, f"rules.{name}", "只能对已有规则写 off")
        del rules[name]
        origin[f"rules.{name}"] = str(file)
    switched = overlay.get("audit")
    if switched is not None:
        for item in switched:
            wanted = {k: v for k, v in item.items() if k != "off"}
            where = "audit." + ".".join(map(str, wanted.values()))
            kept = [a for a in audit if any(a.get(k) != v for k, v in wanted.items())]
            if set(wanted) - {"check", "column", "title"} or not item.get("off") or len(audit) - len(kept) != 1:
                raise ContractError(file, where, "只能写 {check, column 或 title, off: true} 关闭一项已有检查")
            audit[:] = kept
            origin[where] = str(file)
    for key in ("title", "description", "owner", "usage_warning", "parked"):
        if key in overlay:
            data[key] = overlay[key]
            origin[key] = str(file)


def _column(file: Path, name: str, body: dict, is_key: bool) -> Column:
    check(file, body, grammar.COLUMN, f"columns.{name}.", ("type",))
    if name.startswith("_") or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ContractError(file, f"columns.{name}", "列名用小写英文下划线，且不以下划线开头")
    if not _TYPE.match(body["type"]):
        raise ContractError(file, f"columns.{name}.type", f"不认识的类型 {body['type']!r}；可用：{'、'.join(grammar.TYPES)}")
    return Column(name=name, is_key=is_key, **body)


def _rule(file: Path, name: str, body: dict) -> Rule:
    check(file, body, grammar.RULE, f"rules.{name}.", ("must",))
    return Rule(name=name, **body)


def _feed(file: Path, tables: dict[str, Table]) -> Feed:
    data = check(file, read(file), grammar.FEED, "", ("feed", "delivery", "names", "into"))
    if data["feed"] != file.stem or "." not in data["feed"]:
        raise ContractError(file, "feed", f"应为“系统.数据源”且与文件名一致：{file.stem}")
    check(file, data["delivery"], grammar.DELIVERY, "delivery.", ("format", "mode"))
    check(file, data.get("accept") or {}, grammar.ACCEPT, "accept.")
    source = data.get("source") or {}
    needed = ("table",) if source.get("kind") == "jdbc" else ("path",)
    check(file, source, grammar.SOURCE, "source.", needed if source else ())
    check(file, source.get("pages") or {}, grammar.PAGES, "source.pages.")
    names = {n: tuple(v) if isinstance(v, list) else (str(v),) for n, v in data["names"].items()}
    lets = dict(data.get("let") or {})
    targets = {}
    for table, body in data["into"].items():
        if table not in tables:
            raise ContractError(file, f"into.{table}", "没有这张表的契约")
        targets[table] = _target(file, tables[table], body or {}, names, lets)
    feed = Feed(data["feed"], data.get("title", data["feed"]), data["delivery"], names, targets, lets,
                data.get("accept") or {}, data.get("owner", ""), str(file), source)
    check_feed(file, feed, tables)
    return feed


def _target(file: Path, table: Table, body: dict, names: dict, lets: dict) -> Target:
    where = f"into.{table.name}."
    check(file, body, grammar.TARGET, where)
    known = set(names) | set(lets) | set(body.get("let") or {})
    mappings = {}
    for column, item in (body.get("columns") or {}).items():
        if column not in table.columns:
            raise ContractError(file, f"{where}columns.{column}", f"{table.name} 没有这一列")
        item = {"from": item} if isinstance(item, (str, list)) else dict(item or {"from": column})
        check(file, item, grammar.MAPPING, f"{where}columns.{column}.")
        if not {"from", "expr", "value"} & set(item):
            item["from"] = column
        if "value" in item and item["value"] is None:
            raise ContractError(file, f"{where}columns.{column}.value", "没有写值；不填的列不必列出")
        if item.get("crs", "wgs84") != "wgs84":
            raise ContractError(file, f"{where}columns.{column}.crs", "目前只接收 wgs84，请对方转换后投递")
        sources = item.get("from") or ()
        sources = (sources,) if isinstance(sources, str) else tuple(sources)
        for source in sources:
            if source not in known:
                raise ContractError(file, f"{where}columns.{column}.from", f"{source!r} 既不在 names 也不在 let 中")
        formats = item.get("format") or ()
        mappings[column] = Mapping(
            column, sources, item.get("expr"), item.get("value"),
            (formats,) if isinstance(formats, str) else tuple(formats), item.get("zone"), item.get("crs"),
            bool(item.get("optional")), tuple(map(str, item.get("true") or ())), tuple(map(str, item.get("false") or ())))
    for column in table.columns:
        if column not in mappings and column in names:
            mappings[column] = Mapping(column, (column,))
    for key in table.key:
        if key not in mappings and key not in (body.get("per_key") or {}):
            raise ContractError(file, f"{where}columns.{key}", "主键列没有来源")
    for column in body.get("per_key") or {}:
        if column not in table.columns:
            raise ContractError(file, f"{where}per_key.{column}", f"{table.name} 没有这一列")
    return Target(table.name, mappings, body.get("where"), dict(body.get("let") or {}), dict(body.get("per_key") or {}),
                  body.get("deleted_when"))
