"""Which gold tables are published and what their columns are called, read from dbt's schema files. Only PyYAML."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

# What publication adds: a number, a business day and the day with which the periods of the figures end, which every chart can
# show, and the name by which one page filter reaches every mart of regions.
ADDED = {"publication_id": ("bigint", "发布编号"), "as_of": ("date", "数据截至"), "figures_until": ("date", "指标统计至")}
NAMED = {"region_name": ("string", "区县")}


@dataclass(frozen=True)
class Mart:
    """One published table: `columns` maps a name to (Spark type, Chinese title); `key`: of what there is one row, empty where
    that is not declared."""

    name: str
    title: str
    columns: dict[str, tuple[str, str]]
    key: tuple[str, ...] = ()


PUBLICATION = Mart("wall_publication", "发布信息", {
    "publication_id": ("bigint", "发布编号"), "published_at": ("timestamp", "发布时间"), "as_of": ("date", "数据截止"),
    "figures_until": ("date", "指标统计至"),
    "model_version": ("string", "模型版本"), "row_count": ("bigint", "行数"), "checksum": ("string", "校验和"),
    "notice": ("string", "说明"), "stale_count": ("bigint", "滞后数据表数")})


def published(models: Path) -> dict[str, Mart]:
    """Name → mart of every dbt model under `models` with `meta: {publish: true}`, plus the publication itself."""
    found = {}
    for file in sorted(models.rglob("*.yml")):
        for model in (yaml.safe_load(file.read_text("utf-8")) or {}).get("models") or []:
            meta = (model.get("config") or {}).get("meta") or model.get("meta") or {}
            if meta.get("publish"):
                own = {c["name"]: (str(c.get("data_type", "string")), c.get("description") or c["name"])
                       for c in model.get("columns") or []}
                added = {**ADDED, **(NAMED if "region_code" in own else {})}
                rules = [test["one_row_per"]["arguments"]["key"] for test in model.get("data_tests") or [] if "one_row_per" in test]
                found[model["name"]] = Mart(model["name"], meta.get("title") or model["name"], {**added, **own},
                                            tuple(rules[0]) if rules else ())
    return {**found, PUBLICATION.name: PUBLICATION}
