"""Model, rule, index and baselines on the same test rows: figures with cluster-bootstrap intervals, and the verdict."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from firelake.messages import FirelakeError
from models.fire_risk import area, baselines, calibration, leakage, likelihood, metrics, windows
from models.fire_risk.task import Task

CHUNK_CELLS = 5_000_000  # weights held at once by the bootstrap


@dataclass(frozen=True)
class Evaluation:
    """One task at one cut-off. `facts`: what every report must print; `figures`: ranking, metric, value, low, high;
    `reliability`: calibration of what ships, by tenths; `released`: the paired interval over the rule lies above 0."""

    task: Task
    facts: dict
    figures: pd.DataFrame
    reliability: pd.DataFrame
    released: bool
    warnings: tuple[str, ...] = ()

    def figure(self, ranking: str, metric: str) -> tuple[float, float, float]:
        """Value and 95 % interval of one figure."""
        found = self.figures.set_index(["ranking", "metric"]).loc[(ranking, metric)]
        return float(found["value"]), float(found["low"]), float(found["high"])


def _figures(task: Task, test: pd.DataFrame, scores: dict[str, np.ndarray]) -> pd.DataFrame:
    label = test[task.label].to_numpy(dtype=float)
    group = test[task.capacity_by].astype(str).to_numpy() if task.capacity_by else None
    ranked = {name: metrics.Ranked(score, label) for name, score in scores.items()}

    def measure(weight: np.ndarray) -> dict[tuple[str, str], np.ndarray]:
        found = {}
        for name, score in scores.items():
            values = metrics.summary(ranked[name], weight)
            if group is not None:
                values |= metrics.capacity(score, label, group, task.capacity_share, weight)
            found |= {(name, metric): value for metric, value in values.items()}
        for name in scores:
            for metric in ("auc", "ap", "lift@0.1"):
                found[name, f"{metric}-rule"] = found[name, metric] - found["prior_rule", metric]
        return found

    exact = measure(np.ones((1, len(test))))
    chunk = max(1, min(100, CHUNK_CELLS // len(test)))
    drawn = [measure(w) for w in metrics.resamples(test[task.clusters].astype(str).to_numpy(), task.replicates,
                                                  task.seed, chunk)]
    rows = []
    for (name, metric), value in exact.items():
        low, high = np.nanpercentile(np.concatenate([d[name, metric] for d in drawn]), [2.5, 97.5])
        rows.append({"ranking": name, "metric": metric, "value": float(value[0]), "low": float(low),
                     "high": float(high)})
    return pd.DataFrame(rows)


def _facts(task: Task, frame: pd.DataFrame, split: windows.Windows, test: pd.DataFrame) -> dict:
    before = frame[split.train | split.calibrate]
    return {
        "task": task.task, "title": task.title, "label": task.label_text, "unit": task.unit, "arm": task.arm,
        "horizon_months": task.horizon_months, "split": split.kind, "cutoff": str(split.cutoff.date()),
        "test_until": str(test[task.as_of].max().date()), "train_count": len(before),
        "calibrate_count": int(split.calibrate.sum()),
        "train_base_rate": float(before[task.label].astype(float).mean()),
        "n": len(test), "positives": int(test[task.label].sum()), "base_rate": float(test[task.label].mean()),
        "clusters": int(test[task.clusters].nunique()), "replicates": task.replicates, "rule": task.rule.title,
        "capacity_share": task.capacity_share if task.capacity_by else None, "notes": list(task.notes),
        "open_at_cutoff": int((before[task.label_known_at] >= split.cutoff).sum()) if task.label_known_at else 0,
    }


def evaluate(task: Task, frame: pd.DataFrame, split: windows.Windows | None = None) -> Evaluation:
    """Fit on the windows before the cut-off, measure on the test window. Raises on a bad split or doubled rows."""
    leakage.refuse_doubled(frame, task)
    split = split or windows.for_evaluation(task, frame)
    if split.cutoff is None or split.kind not in (windows.THREE, windows.CROSSFIT, windows.RULE_ONLY):
        raise FirelakeError("risk_split_unknown", task=task.task)
    windows.refuse_overlap(frame[task.as_of], split.train | split.calibrate, split.test, task.horizon_months)
    test = frame[split.test].sort_values([task.as_of, task.unit], kind="stable")
    label = test[task.label].to_numpy(dtype=float)
    if label.min() == label.max():
        raise FirelakeError("risk_one_class", task=task.task, n=len(test))
    learned = likelihood.fit(task, frame, split)
    scores = {n: s.to_numpy() for n, s in baselines.rankings(task, frame[split.train | split.calibrate], test).items()}
    if learned.learner is not None:
        scores = {"model": learned.learner.margin(test), **scores}
    figures = _figures(task, test, scores)
    better = figures.query("ranking == 'model' and metric == 'auc-rule'")["low"]
    released = bool(len(better) and better.iloc[0] > 0)
    shipped = "model" if released else "prior_rule"
    predicted = learned.predict(test, shipped)["likelihood"]
    probability = predicted.to_numpy()
    facts = _facts(task, frame, split, test)
    facts["shipped"], facts["calibration"] = shipped, (learned.model if released else learned.rule).kind
    facts["brier"], facts["brier_base"] = calibration.brier(probability, label)
    if learned.learner is not None:
        facts["brier_model"] = calibration.brier(learned.predict(test, "model")["likelihood"].to_numpy(), label)[0]
    if np.ptp(probability) > 0:
        logit = np.log(probability / (1 - probability))
        facts["calibration_slope"], facts["calibration_intercept"] = calibration.line(logit, label)
    before = frame[split.train | split.calibrate]
    facts["area_backtest"] = area.backtest(task, before, test, predicted, "region_code")
    return Evaluation(task, facts, figures, calibration.table(probability, label), released,
                      tuple(leakage.alarms(task, facts, figures, scores)))
