"""The standard as data, its version, and what has changed since a former one."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from cli.standard import agreed, elements
from expectations.model import Contracts
from firelake.messages import FirelakeError

FORMAT = 2
SINCE_EVER = ("elements", "codes")  # what a file of an older format says in the same words
KINDS = {"elements": "数据元", "codes": "代码", "formats": "投递格式", "fields": "投递字段", "interfaces": "接口", "rules": "质量规则",
         "tables": "数据表", "sharing": "共享属性"}


def described(contracts: Contracts) -> dict[str, dict[str, str]]:
    """Kind → name → what the standard says of it, in one line."""
    tables = [t for t in contracts.tables.values() if t.layer == "silver"]
    feeds = contracts.feeds.values()
    return {
        "tables": {t.short: "；".join(s for s in (t.title, t.description, t.usage_warning) if s) for t in tables},
        "elements": {elements.identifier(t, c): "；".join(row[1:]) for t in tables
                     for c, row in zip(t.columns.values(), elements.rows(contracts, t), strict=True)},
        "codes": {f"{codes.name}.{code}": label for codes in contracts.codes.values() for code, label in codes.values.items()},
        "formats": {f.name: agreed.arrives(f) for f in feeds},
        "fields": {f"{f.name}.{row[0]}": "；".join(row[1:]) for f in feeds for row in agreed.fields(contracts, f)},
        "interfaces": {f.name: json.dumps(f.source, ensure_ascii=False, sort_keys=True) for f in feeds if f.source},
        "rules": {f"{t.short}.{name}": "；".join(said) for t in tables for name, *said in agreed.rules(t)},
        "sharing": {t.short: "；".join(agreed.shared(contracts, t)) for t in tables},
    }


def version(contracts: Contracts) -> str:
    """Twelve hexadecimal digits that change with anything the standard says."""
    return hashlib.sha256(json.dumps(described(contracts), ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]


def write(file: Path, contracts: Contracts) -> None:
    """Writes what `read` reads."""
    said = {"format": FORMAT, "title": contracts.deployment["title"], "version": version(contracts)} | described(contracts)
    file.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")


def read(file: Path) -> dict:
    """A former version. FirelakeError when the file is none."""
    try:
        said = json.loads(file.read_text("utf-8"))
        if {"version", "elements"} <= set(said):
            is_old = said.get("format") != FORMAT
            return {k: v for k, v in said.items() if not is_old or k not in KINDS or k in SINCE_EVER}
    except (ValueError, UnicodeDecodeError):
        pass
    raise FirelakeError("standard_unreadable", file=file.name)


def changes(before: dict, contracts: Contracts) -> list[tuple[str, ...]]:
    """Kind and name, 新增, 删除 or 修改, the former and the present words; empty when nothing has changed."""
    now, found = described(contracts), []
    for kind, title in KINDS.items():
        was, is_now = before.get(kind, now[kind]), now[kind]  # what a former version did not state has not changed
        for name in sorted(was.keys() | is_now.keys()):
            if was.get(name) != is_now.get(name):
                how = "新增" if name not in was else "删除" if name not in is_now else "修改"
                found.append((f"{title} {name}", how, was.get(name, "—"), is_now.get(name, "—")))
    return found
