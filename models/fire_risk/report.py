"""An evaluation as plain text for the terminal, Chinese first; the same words head the model card."""

import unicodedata

from models.fire_risk.evaluate import Evaluation

RANKINGS = {"model": "模型 LightGBM", "index": "加权指数", "prior_rule": "简单规则", "category": "重点单位类别",
            "area": "面积或类型", "random": "随机次序", "truth": "模拟真值"}
SPLITS = {"three_windows": "按时间三段（训练、校准、测试）",
          "crossfit": "按时间两段（训练、测试），校准为训练段内按单位交叉拟合",
          "rule_only": "按时间两段，数据不足以训练模型"}
COLUMNS = ("auc", "ap", "lift@0.01", "lift@0.05", "lift@0.1", "lift@0.2", "precision@0.1", "recall@0.2",
           "precision@capacity", "lift@capacity", "auc-rule")
TITLES = {"auc": "AUC", "ap": "平均精度", "auc-rule": "AUC 减规则"}


def metric_title(metric: str) -> str:
    """lift@0.1 → 提升度@10%."""
    if metric in TITLES:
        return TITLES[metric]
    name, at = metric.split("@")
    words = {"lift": "提升度", "precision": "命中率", "recall": "召回率"}[name]
    return f"{words}@{'辖区名额' if at == 'capacity' else f'{float(at):.0%}'}"


def head(found: Evaluation) -> list[tuple[str, str]]:
    """What every report must print (risk-method.md §6), as (title, value)."""
    f = found.facts
    rows = [("任务", f"{f['title']}（{f['task']}）"), ("标签", f["label"]), ("对象", f["unit"]), ("样本来源", f["arm"]),
            ("预测期", f"{f['horizon_months']} 个月" if f["horizon_months"] else "当次"),
            ("划分", SPLITS[f["split"]]), ("截止日", f"{f['cutoff']}（测试至 {f['test_until']}）"),
            ("训练行", f"{f['train_count']:,}（其中校准 {f['calibrate_count']:,}），基准率 {f['train_base_rate']:.1%}"),
            ("测试行", f"{f['n']:,}，正例 {f['positives']:,}，基准率 {f['base_rate']:.1%}"),
            ("区间", f"95%，按 {f['clusters']:,} 个群整体自助抽样 {f['replicates']:,} 次"), ("简单规则", f["rule"]),
            ("校准", f"{RANKINGS[f['shipped']]}，{f['calibration']}"),
            ("Brier", f"{f['brier']:.4f}（恒取基准率 {f['brier_base']:.4f}）")]
    if f["shipped"] != "model" and "brier_model" in f:
        rows.append(("未发布模型的 Brier", f"{f['brier_model']:.4f}"))
    if "calibration_slope" in f:
        rows.append(("再校准", f"斜率 {f['calibration_slope']:.2f}，截距 {f['calibration_intercept']:+.2f}"))
    if f.get("area_backtest"):
        a = f["area_backtest"]
        said = f"单位合计 {a['units_sum']:.2f}，上年次数 {a['past_count']:.2f}，总体率 {a['overall_rate']:.2f}"
        rows.append(("地区回测", f"{a['regions']} 个地区平均泊松偏差：{said}（越小越好）"))
    return rows + [("说明", note) for note in f["notes"]]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _row(cells: list[str], widths: list[int]) -> str:
    return "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)).rstrip()


def table(found: Evaluation) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the comparison: one line per metric, one column per ranking, each with its interval."""
    names = [r for r in RANKINGS if r in set(found.figures["ranking"])]
    at = found.figures.set_index(["ranking", "metric"])
    rows = []
    for metric in COLUMNS:
        if (names[0], metric) not in at.index:
            continue
        cells = [at.loc[(name, metric)] for name in names]
        rows.append([metric_title(metric), *(f"{c['value']:.3f} ({c['low']:.3f}–{c['high']:.3f})" for c in cells)])
    return ["指标", *(RANKINGS[name] for name in names)], rows


def lines(found: Evaluation, sentences: list[str], notice: str | None) -> list[str]:
    """The whole report; what the data are (simulated, public) stands first."""
    header, rows = table(found)
    widths = [max(_width(row[k]) for row in [header, *rows]) for k in range(len(header))]
    return [*([f"【{notice}】"] if notice else []), *(f"{title}：{value}" for title, value in head(found)), "",
            *(_row(row, widths) for row in [header, *rows]), "", *(f"结论：{s}" for s in sentences)]
