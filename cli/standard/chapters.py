"""The chapters of the standard as titles, sentences and grids, whoever sets them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cli.standard import agreed, changes, elements
from expectations.model import Contracts, Table
from firelake.messages import text


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
                ("interfaces/openapi.json", "有接口的数据源（OpenAPI 3.1）：分页查询、身份、答复"),
                ("interfaces/schema/<数据源>.json", "记录的 JSON Schema（2020-12）"),
                ("interfaces/xsd/<数据源>.xsd", "XML 投递的 XML Schema")]),
            Chapter(1, "质量规则", (text("standard_rules"),), ("数据表", "规则", "含义", "不符合时", "依据"),
                    [(t.title, *rule) for t in tables for rule in agreed.rules(t)]),
            Chapter(1, "共享属性", (text("standard_share"),),
                    ("信息资源名称", "数据表", "提供方", "分类", "共享类型", "条件或依据", "共享方式", "向社会开放", "更新周期", "涉密"),
                    [(t.title, t.short, *agreed.shared(contracts, t)) for t in tables]),
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
        yield Chapter(2, f"{feed.title}（{feed.name}）", (agreed.arrives(feed),), ("字段名", "也认的字段名", "数据元", "处理"),
                      agreed.fields(contracts, feed))
