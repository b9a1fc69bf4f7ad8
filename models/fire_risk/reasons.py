"""Why a unit stands where it stands: the largest contributions as plain Chinese sentences with value and date."""

import json
from functools import cache
from pathlib import Path

import pandas as pd
import yaml

TOP = 3
SMALLEST = 0.02  # log-odds; below, a contribution moves nothing


@cache
def templates() -> dict[str, dict]:
    """Sentence templates by feature; quotes are not needed in the file, so values are read as text."""
    return yaml.load((Path(__file__).parent / "reasons.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def sentence(feature: str, value: object, labels: dict[str, dict[str, str]] | None = None) -> str | None:
    """One fact as a sentence, or None when the feature has no words for it. `labels`: names of codes per column."""
    words = templates().get(feature, {})
    if value is None or pd.isna(value):
        return words.get("missing")
    if "yes" in words or "no" in words:
        return words.get("yes" if bool(value) else "no")
    if "zero" in words and float(value) == 0:
        return words["zero"]
    plain = words.get("text")
    if plain is None:
        return None
    named = (labels or {}).get(feature, {}).get(str(value), value)
    return plain.format(value=float(value) if ":" in plain else named)


def _reason(text: str, feature: str, value: object, effect: float | str, as_of: pd.Timestamp) -> dict:
    if value is None or pd.isna(value):
        value = None
    elif not isinstance(value, str):
        value = round(float(value), 4)
    return {"text": f"{text}（截至 {as_of.date()}）", "feature": feature, "value": value, "effect": effect}


def of_model(frame: pd.DataFrame, contributions: pd.DataFrame, as_of: pd.Timestamp,
             labels: dict[str, dict[str, str]], top: int = TOP) -> list[list[dict]]:
    """For each row the `top` features that raise its likelihood most, `effect` in log-odds."""
    found = []
    columns, values = list(contributions.columns), frame[list(contributions.columns)].to_dict("records")
    for row, effects in zip(values, contributions.to_numpy(), strict=True):
        reasons = []
        for at in effects.argsort()[::-1]:
            if len(reasons) == top or effects[at] < SMALLEST:
                break
            text = sentence(columns[at], row[columns[at]], labels)
            if text:
                reasons.append(_reason(text, columns[at], row[columns[at]], round(float(effects[at]), 3), as_of))
        found.append(reasons)
    return found


def of_rule(frame: pd.DataFrame, columns: list[str], as_of: pd.Timestamp) -> list[list[dict]]:
    """For each row the counts behind the simple rule, when the rule is what was shipped."""
    found = []
    for row in frame[columns].to_dict("records"):
        texts = [(name, sentence(name, value), value) for name, value in row.items() if pd.notna(value) and value != 0]
        found.append([_reason(text, name, value, "规则", as_of) for name, text, value in texts if text])
    return found


def as_json(likelihood: list[dict], consequence: tuple[str, ...], red_lines: tuple[str, ...]) -> str:
    """All reasons of one unit: likelihood first, then the consequence rules and red lines that held."""
    written = [(title, "red_line", "红线") for title in red_lines] + [(t, "consequence", "后果") for t in consequence]
    rules = [{"text": f"{kind}：{title}", "feature": name, "value": None, "effect": kind}
             for title, name, kind in written]
    return json.dumps(likelihood + rules, ensure_ascii=False)


def plain(reasons: str) -> str:
    """The sentences of a stored list, joined for a cell of an export."""
    return "；".join(reason["text"] for reason in json.loads(reasons))
