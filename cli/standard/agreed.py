"""What is agreed of deliveries, quality and sharing, in words: for the document and for what has changed."""

from __future__ import annotations

from collections.abc import Iterator

from expectations.model import Contracts, Feed, Table

EVERY = {"day": "每日", "workday": "每工作日", "month": "每月", "quarter": "每季度", "year": "每年", "irregular": "不定期"}
MODES = {"snapshot": "全量", "increment": "增量", "events": "事件"}
SHARING = {"unconditional": "1 无条件共享", "conditional": "2 有条件共享", "none": "3 不予共享"}
UPDATES = {"realtime": "实时", "daily": "每日", "monthly": "每月", "quarterly": "每季度", "yearly": "每年"}
OUTCOMES = {"flag": "标记存疑，保留原值", "quarantine": "隔离整行", "fail": "整批不放行", "warn": "提示"}


def arrives(feed: Feed) -> str:
    """How a delivery of the feed looks."""
    delivery = feed.delivery
    parts = [f"提供方：{feed.owner or '—'}", f"格式：{delivery['format']}", f"编码：{delivery.get('encoding', 'utf-8')}",
             f"方式：{MODES[feed.mode]}", f"周期：{EVERY.get(delivery.get('every'), '—')}", f"时区：{delivery.get('zone', '—')}"]
    parts += [f"应报期限：期末后{delivery['due_days']}日内"] if delivery.get("due_days") else []
    parts += [f"工作表：{delivery['sheet']}"] if delivery.get("sheet") else []
    parts += [f"记录：{delivery['record']}"] if delivery.get("record") else []
    parts += [f"文件名：{delivery['files']}"] if delivery.get("files") else []
    return "；".join(parts) + "。"


def fields(contracts: Contracts, feed: Feed) -> list[tuple[str, ...]]:
    """A line per field of the delivery, with the elements it becomes."""
    treated = {"token": "入湖前令牌化", "mask": "入湖前遮盖", "drop": "不入湖"}
    made = []
    for name, headers in feed.names.items():
        into = [(contracts.tables[t.table], m.column) for t in feed.targets.values() for m in t.mappings.values()
                if name in m.sources or m.expr and name in m.expr]
        how = [treated[table.privacy[c]] for table, c in into if c in table.privacy]
        made.append((headers[0], "、".join(headers[1:]) or "—", "、".join(f"{t.short}.{c}" for t, c in into) or "—", "、".join(how) or "—"))
    return made


def rules(table: Table) -> Iterator[tuple[str, str, str, str]]:
    """Name, meaning, what becomes of a breach, and source of every rule and audit of the table."""
    for rule in table.rules.values():
        yield rule.name, rule.title, OUTCOMES[rule.severity], rule.source or "—"
    for item in table.audit:
        yield audit_name(item), item["title"], OUTCOMES[item["severity"]], "—"


def audit_name(item: dict) -> str:
    """What tells an audit from the others of its table: the kind of check and all it asks."""
    asked = {k: v for k, v in item.items() if k not in ("check", "title", "severity")}
    return ":".join([item["check"], *(f"{k}={'+'.join(map(str, v)) if isinstance(v, list | tuple) else v}" for k, v in asked.items())])


def shared(contracts: Contracts, table: Table) -> tuple[str, ...]:
    """The sharing attributes of the table by the metadata of the directory of government information resources."""
    share = table.share
    return ((contracts.deployment.get("provider") or {}).get("name", "—"), share["catalogue"],
            SHARING[share["sharing"]], share.get("condition") or share.get("basis") or "—", share.get("method", "—"),
            "是" if share["open"] in (True, "true") else "否", UPDATES.get(share["update"], share["update"]),
            "无" if share["secrecy"] == "none" else share["secrecy"])
