"""The chapters of the standard as titles, sentences and grids, whoever sets them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cli.standard import changes, elements
from expectations.model import Contracts, Feed, Table
from firelake.messages import text

EVERY = {"day": "每日", "month": "每月", "year": "每年", "irregular": "不定期"}
MODES = {"snapshot": "全量", "increment": "增量", "events": "事件"}
SHARING = {"unconditional": "1 无条件共享", "conditional": "2 有条件共享", "none": "3 不予共享"}
UPDATES = {"realtime": "实时", "daily": "每日", "monthly": "每月", "quarterly": "每季度", "yearly": "每年"}
OUTCOMES = {"flag": "标记存疑，保留原值", "quarantine": "隔离整行", "fail": "整批不放行", "warn": "提示"}


@dataclass(frozen=True)
class Chapter:
    """A titled piece of the standard; `level` 1 is a chapter, 2 a section of the one before."""

    level: int
    title: str
    said: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)


def chapters(contracts: Contracts, before: dict | None) -> list[Chapter]:
    """All chapters in order. `before`: the machine-readable former version."""
    tables = [t for t in contracts.tables.values() if t.layer == "silver"]
    return [Chapter(1, "范围", tuple(s for s in (text("standard_scope", title=contracts.deployment["title"]),
                                                 contracts.deployment.get("data_notice")) if s)),
            Chapter(1, "规范性引用文件和依据", (text("standard_sources"),), ("文件和条款", "引用处"), list(_sources(contracts, tables))),
            *_elements(contracts, tables), *_codes(contracts), *_deliveries(contracts),
            Chapter(1, "接口", (text("standard_interfaces"),), ("文件", "内容"), [
                ("interfaces/openapi.json", "共享接口（OpenAPI 3.1）：每个数据集一个分页查询"),
                ("interfaces/schema/<数据源>.json", "记录的 JSON Schema（2020-12）"),
                ("interfaces/xsd/<数据源>.xsd", "XML 投递的 XML Schema")]),
            Chapter(1, "质量规则", (text("standard_rules"),), ("数据表", "规则", "含义", "不符合时", "依据"), list(_rules(tables))),
            Chapter(1, "共享属性", (text("standard_share"),),
                    ("信息资源名称", "数据表", "提供方", "分类", "共享类型", "条件或依据", "共享方式", "向社会开放", "更新周期", "涉密"),
                    [_shared(contracts, t) for t in tables]),
            Chapter(1, "与上一版的变化", (text("standard_first") if before is None else text("standard_since", version=before["version"]),),
                    ("对象", "变化", "原来", "现在") if before else (), changes.changes(before, contracts) if before else [])]


def _sources(contracts: Contracts, tables: list[Table]) -> Iterator[tuple[str, str]]:
    named: dict[str, list[str]] = {}
    for codes in contracts.codes.values():
        named.setdefault(codes.source or "—", []).append(f"代码表 {codes.title}")
    for table in tables:
        for rule in table.rules.values():
            if rule.source:
                named.setdefault(rule.source, []).append(f"{table.title}：{rule.title}")
    for source, places in sorted(named.items()):
        yield source, "；".join(places)


def _elements(contracts: Contracts, tables: list[Table]) -> Iterator[Chapter]:
    yield Chapter(1, "数据元", (text("standard_elements"),))
    for table in tables:
        key = "、".join(elements.identifier(table, table.columns[k]) for k in table.key)
        said = (table.description, table.usage_warning, f"主键：{key}。")
        yield Chapter(2, f"{table.title}（{table.short}）", tuple(" ".join(s.split()) for s in said if s),
                      ("标识符", "名称", "类型与长度", "计量单位", "值域", "约束", "说明"), elements.rows(contracts, table))


def _codes(contracts: Contracts) -> Iterator[Chapter]:
    yield Chapter(1, "代码表")
    for codes in contracts.codes.values():
        waiting = (text("standard_placeholder"),) if codes.placeholder else ()
        yield Chapter(2, f"{codes.title}（{codes.name}）", (f"依据：{codes.source or '—'}。", *waiting), ("代码", "名称"),
                      list(codes.values.items()))


def _deliveries(contracts: Contracts) -> Iterator[Chapter]:
    yield Chapter(1, "投递格式", (text("standard_deliveries"),))
    for feed in contracts.feeds.values():
        yield Chapter(2, f"{feed.title}（{feed.name}）", (_arrives(feed),), ("字段名", "也认的字段名", "数据元", "处理"),
                      _fields(contracts, feed))


def _arrives(feed: Feed) -> str:
    delivery = feed.delivery
    parts = [f"提供方：{feed.owner or '—'}", f"格式：{delivery['format']}", f"编码：{delivery.get('encoding', 'utf-8')}",
             f"方式：{MODES[feed.mode]}", f"周期：{EVERY.get(delivery.get('every'), '—')}", f"时区：{delivery.get('zone', '—')}"]
    parts += [f"工作表：{delivery['sheet']}"] if delivery.get("sheet") else []
    parts += [f"记录：{delivery['record']}"] if delivery.get("record") else []
    parts += [f"文件名：{delivery['files']}"] if delivery.get("files") else []
    return "；".join(parts) + "。"


def _fields(contracts: Contracts, feed: Feed) -> list[tuple[str, ...]]:
    """A line per field of the delivery, with the elements it becomes."""
    treated = {"token": "入湖前令牌化", "mask": "入湖前遮盖", "drop": "不入湖"}
    made = []
    for name, headers in feed.names.items():
        into = [(contracts.tables[t.table], m.column) for t in feed.targets.values() for m in t.mappings.values()
                if name in m.sources or m.expr and name in m.expr]
        how = [treated[table.privacy[c]] for table, c in into if c in table.privacy]
        made.append((headers[0], "、".join(headers[1:]) or "—", "、".join(f"{t.short}.{c}" for t, c in into) or "—", "、".join(how) or "—"))
    return made


def _rules(tables: list[Table]) -> Iterator[tuple[str, ...]]:
    for table in tables:
        for rule in table.rules.values():
            yield table.title, rule.name, rule.title, OUTCOMES[rule.severity], rule.source or "—"
        for item in table.audit:
            yield table.title, item["check"], item["title"], OUTCOMES[item["severity"]], "—"


def _shared(contracts: Contracts, table: Table) -> tuple[str, ...]:
    share = table.share
    return (table.title, table.short, (contracts.deployment.get("provider") or {}).get("name", "—"), share["catalogue"],
            SHARING[share["sharing"]], share.get("condition") or share.get("basis") or "—", share.get("method", "—"),
            "是" if share["open"] in (True, "true") else "否", UPDATES.get(share["update"], share["update"]),
            "无" if share["secrecy"] == "none" else share["secrecy"])
