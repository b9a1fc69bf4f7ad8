"""The model card of a run: card.json for machines, card.html for people; opens with no network."""

import html
import json
from pathlib import Path

import numpy as np

from models.fire_risk import consequence, grade, report
from models.fire_risk.run import Scores

STYLE = ("body{font:15px/1.6 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;max-width:72em;margin:2em auto}"
         "table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #999;padding:.2em .6em;text-align:left}"
         ".warn{background:#fff3cd;border-left:6px solid #d39e00;padding:.5em 1em}")
LIMITS = ("分数是安排检查的参考，不得作为处罚依据；风险提示颜色不是法定预警。",
          "区间只反映样本的偶然性，不反映模型形式或数据口径的错误。",
          "后果等级、红线和加权指数是书面规则，未经火灾数据验证，须由总队确认。",
          "不使用民族、宗教、收入及其替代变量；检查人员、班组和检查频次不参与排序。")


def content(scores: Scores, notice: str | None, simulated: bool) -> dict:
    """Everything the card says, as plain JSON values."""
    found = scores.evaluation
    return {
        "model_version": scores.version, "as_of": str(scores.as_of.date()), "simulated": simulated,
        "notice": notice, "shipped": scores.ranking, "sentences": list(scores.sentences), "facts": scores.facts,
        "evaluation": found and {"facts": found.facts, "released": found.released,
                                 "figures": found.figures.to_dict("records"),
                                 "reliability": found.reliability.to_dict("records")},
        "grades": {grade.rules()["names"][k]: int((scores.units["grade_code"] == str(k)).sum()) for k in (1, 2, 3, 4)},
        "consequence_rules": consequence.rules(), "grade_rules": grade.rules(), "limits": list(LIMITS),
    }


def _table(header: list[str], rows: list[list]) -> str:
    cells = [f"<tr>{''.join(f'<th>{html.escape(str(h))}</th>' for h in header)}</tr>"] if header else []
    cells += [f"<tr>{''.join(f'<td>{html.escape(str(c))}</td>' for c in row)}</tr>" for row in rows]
    return f"<table>{''.join(cells)}</table>"


def page(scores: Scores, notice: str | None, simulated: bool) -> str:
    """The card as one HTML page."""
    said, found, f = content(scores, notice, simulated), scores.evaluation, scores.facts
    shipped = "模型（LightGBM）" if scores.ranking == "model" else "简单规则"
    parts = [f"<h1>火灾风险模型卡 {html.escape(scores.version)}</h1>"]
    parts += [f"<p class='warn'>{html.escape(s)}</p>" for s in ([notice] if notice else []) + said["sentences"]]
    parts.append(_table([], [["评分时点", said["as_of"]], ["发布的排序", shipped], ["评分单位", f"{f['unit_count']:,}"],
                             *[[f"等级 {k}", f"{v:,}"] for k, v in said["grades"].items()],
                             ["训练行", f"{f['train_count']:,}"], ["校准行", f"{f['calibrate_count']:,}"],
                             ["训练基准率", f"{f['base_rate']:.2%}（正例 {f['positives']:,}）"],
                             ["校准方式", report.SPLITS[f["split"]]],
                             ["未在区划表内的单位", f"{f['outside_regions']:,}"],
                             ["等级规则版本", f["grade_version"]], ["后果规则版本", f["consequence_version"]],
                             ["加权指数版本", f["index_version"]]]))
    if found is not None:
        header, rows = report.table(found)
        parts += ["<h2>评估：模型、规则与基线在同一批测试行上</h2>", _table([], [list(r) for r in report.head(found)]),
                  _table(header, rows), "<h2>校准</h2>",
                  _table(["行数", "预测", "实际", "实际 95% 区间"],
                         [[f"{r['count']:,.0f}", f"{r['predicted']:.3f}", f"{r['observed']:.3f}",
                           f"{r['low']:.3f}–{r['high']:.3f}"] for r in found.reliability.to_dict("records")])]
    parts += ["<h2>等级矩阵</h2>",
              _table(["可能性＼后果", *consequence.rules()["names"].values()],
                     [[grade.rules()["likelihood_names"][k], *(grade.rules()["names"][c] for c in row)]
                      for k, row in grade.rules()["matrix"].items()]),
              "<h2>后果规则</h2>", _table(["规则", "分值", "依据"], [[r["title"], r["points"], r["source"]]
                                                          for r in consequence.rules()["rules"]]),
              "<h2>数据缺口（后果规则所读列的未知比例）</h2>",
              _table(["列", "未知"], [[k, f"{v:.1%}"] for k, v in f["consequence_gaps"].items()]),
              f"<h2>特征（{len(f['features'])} 个）</h2><p>{html.escape('、'.join(f['features']))}</p>",
              "<h2>限制</h2>",
              *(f"<p>{html.escape(limit)}</p>" for limit in LIMITS)]
    return (f"<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'><title>模型卡</title><style>{STYLE}</style>"
            f"</head><body>{''.join(parts)}</body></html>")


def _plain(value):
    return value.item() if isinstance(value, np.generic) else str(value)


def write(scores: Scores, folder: Path, notice: str | None, simulated: bool) -> Path:
    """Write card.json and card.html under folder/<version>/ and return that folder."""
    home = folder / scores.version
    home.mkdir(parents=True, exist_ok=True)
    (home / "card.json").write_text(json.dumps(content(scores, notice, simulated), ensure_ascii=False, indent=1,
                                               default=_plain),
                                    encoding="utf-8")
    (home / "card.html").write_text(page(scores, notice, simulated), encoding="utf-8")
    return home
