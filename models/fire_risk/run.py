"""One scoring run: measure on the past, decide model or rule, score every unit as of a day, roll up. Pure on frames."""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from firelake.messages import FirelakeError, text
from models.fire_risk import baselines, consequence, grade, likelihood, ranges, reasons, rollup, windows
from models.fire_risk.evaluate import Evaluation, evaluate
from models.fire_risk.learner import PARAMETERS, ROUNDS
from models.fire_risk.task import Task


@dataclass(frozen=True)
class Scores:
    """The tables of one run (rows as in expectations/tables/model/) and what its model card says."""

    version: str
    as_of: pd.Timestamp
    units: pd.DataFrame
    regions: pd.DataFrame
    orgs: pd.DataFrame
    runs: pd.DataFrame
    evaluation: Evaluation | None
    ranking: str
    sentences: tuple[str, ...]
    facts: dict


def _known(task: Task, frame: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """`frame` as it stood on `as_of`: later rows gone, labels not yet complete empty."""
    frame = frame[frame[task.as_of] <= as_of].copy()
    frame[task.label] = frame[task.label].astype("float64")
    frame.loc[frame[task.as_of] + pd.DateOffset(months=task.horizon_months) > as_of, task.label] = np.nan
    return frame


def verdict(found: Evaluation | None) -> list[str]:
    """Sentences that say which ranking is shipped and how its calibration came about."""
    if found is None:
        return [text("risk_unmeasured")]
    said = []
    if found.facts["split"] != windows.THREE:
        said.append(text(f"risk_fallback_{found.facts['split']}"))
    if found.facts["split"] != windows.RULE_ONLY:
        _, low, high = found.figure("model", "auc-rule")
        said.append(text("risk_released" if found.released else "risk_not_released", rule=found.task.rule.title,
                         low=low, high=high))
    return [*said, *found.warnings]


def _version(task: Task, frame: pd.DataFrame, split: windows.Windows, as_of: pd.Timestamp, ranking: str) -> str:
    rows = frame[split.train | split.calibrate].sort_values([task.as_of, task.unit])
    columns = [*task.feature_columns(frame), task.label]
    told = f"{PARAMETERS}{ROUNDS}{columns}{task.seed}{grade.rules()}{consequence.rules()}"
    cells = pd.util.hash_pandas_object(rows[columns].astype(str), index=False).to_numpy().tobytes()
    digest = hashlib.sha256(told.encode() + cells).hexdigest()[:8]
    return f"{task.task}-{as_of:%Y%m%d}-{'m' if ranking == 'model' else 'r'}{digest}"


def _past(task: Task, known: pd.DataFrame, learned: likelihood.Likelihood, ranking: str,
          code: str) -> pd.DataFrame | None:
    """Expected and observed positives per code in the newest year whose label is complete."""
    labelled = known[known[task.label].notna()]
    if labelled.empty:
        return None
    last = labelled[labelled[task.as_of] == labelled[task.as_of].max()]
    said = last.assign(expected=learned.predict(last, ranking)["likelihood"], observed=last[task.label])
    return said.groupby(code)[["expected", "observed"]].sum()


def score_units(task: Task, now: pd.DataFrame, learned: likelihood.Likelihood, ranking: str,
                labels: dict[str, dict[str, str]]) -> pd.DataFrame:
    """Every column of model.fire_risk except the version, plus likelihood and grade as numbers for the roll-up."""
    said, heavy = learned.predict(now, ranking), consequence.classify(now)
    lines = grade.red_lines(now.assign(consequence_class=heavy["consequence_class"]))
    severe, ceiling = heavy["consequence_class"].to_numpy(), lines["ceiling"].to_numpy()
    probability = said["likelihood"].to_numpy()
    colour = grade.codes(probability, learned.base_rate, severe, ceiling)
    low, high = ranges.of_units(probability, said["spread"].to_numpy(), learned.base_rate, severe, ceiling, task.seed)
    as_of = now[task.as_of].iloc[0]
    if ranking == "model":
        why = reasons.of_model(now, learned.learner.contributions(now), as_of, labels)
    else:
        why = reasons.of_rule(now, [*task.rule.count, *([task.rule.since] if task.rule.since else [])], as_of)
    rule = baselines.prior_rule(now, task.rule)
    return pd.DataFrame({
        "unit_id": now[task.unit], "as_of_date": as_of.date(), "likelihood": probability,
        "likelihood_low": said["low"], "likelihood_high": said["high"],
        "consequence_code": consequence.code(heavy["consequence_class"]),
        "score": grade.scores(colour, probability, severe), "grade_code": colour,
        "index_score": baselines.index(now), "rule_score": 100 * rule.rank(pct=True),
        "rank_low": low, "rank_high": high,
        "reasons": [reasons.as_json(*row) for row in zip(why, heavy["because"], lines["because"], strict=True)],
        "region_code": now["region_code"], "org_code": now["org_code"],
    }, index=now.index)


def score(task: Task, frame: pd.DataFrame, as_of: pd.Timestamp, regions: pd.DataFrame, orgs: pd.DataFrame,
          labels: dict[str, dict[str, str]] | None = None, refits: int = likelihood.REFITS) -> Scores:
    """Score the units of `as_of`. `regions` and `orgs`: code, parent_code, level; `labels`: names of codes per column.
    The model ships only when its paired interval over the rule lies above 0 in the newest test window known by then;
    else the rule ships, and it is said."""
    known = _known(task, frame, as_of)
    try:
        found = evaluate(task, known, windows.for_evaluation(task, known))
    except FirelakeError as error:
        if error.key not in ("risk_no_test_rows", "risk_no_labels", "risk_one_class"):
            raise
        found = None
    ranking = "model" if found is not None and found.released else "prior_rule"
    split = windows.for_scoring(task, known, as_of)
    learned = likelihood.fit(task, known, split, refits if ranking == "model" else 0)
    now = known[known[task.as_of] == as_of].sort_values(task.unit, kind="stable")
    units = score_units(task, now, learned, ranking, labels or {})
    version = _version(task, known, split, as_of, ranking)
    stamp = {"as_of_date": as_of.date(), "model_version": version}
    rolled = [rollup.roll_up(units, code, tree, _past(task, known, learned, ranking, code), task.seed)
              .rename(columns={"code": code}).assign(**stamp).astype({"grade_code": str})
              for code, tree in (("region_code", regions), ("org_code", orgs))]
    units = units.assign(model_version=version).astype({"grade_code": str}).sort_values("score", ascending=False)
    facts = {"train_count": int(split.train.sum()), "calibrate_count": int(split.calibrate.sum()), "split": split.kind,
             "base_rate": learned.base_rate, "positives": learned.positives, "features": task.feature_columns(known),
             "unit_count": len(units), "outside_regions": int((~now["region_code"].isin(set(regions["code"]))).sum()),
             "consequence_gaps": consequence.gaps(now), "grade_version": grade.rules()["version"],
             "consequence_version": consequence.rules()["version"], "index_version": baselines.index_rules()["version"],
             "parameters": {**PARAMETERS, "rounds": ROUNDS, "refits": refits}}
    return Scores(version, as_of, units, *rolled, run_rows(found, stamp), found, ranking, tuple(verdict(found)), facts)


def run_rows(found: Evaluation | None, stamp: dict) -> pd.DataFrame:
    """model.run: one row per ranking and metric of the evaluation; none when nothing could be measured."""
    columns = ["model_version", "as_of_date", "task", "split", "cutoff", "n", "positives", "base_rate", "metric",
               "ranking", "value", "low", "high"]
    if found is None:
        return pd.DataFrame(columns=columns)
    facts = {k: found.facts[k] for k in ("task", "split", "n", "positives", "base_rate")}
    return found.figures.assign(**stamp, **facts, cutoff=pd.Timestamp(found.facts["cutoff"]).date())[columns]
