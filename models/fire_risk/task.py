"""Evaluation tasks: what is predicted, for whom, from which rows, split when. A task is configuration of a place."""

from dataclasses import dataclass, field, fields
from pathlib import Path

import pandas as pd
import yaml

from firelake.messages import FirelakeError

# Inspector, team and visit intensity are never ranking features (risk-method.md §8, leak L6); nor is anything about
# people's ethnicity, religion or income (§11). Matched as parts of a column name.
FORBIDDEN = ("inspector", "officer", "team_code", "visits_per", "ethnic", "religio", "income", "legal_person")
NOT_FEATURES = ("region_code", "org_code", "longitude", "latitude", "unit_name", "address")
TRUTH = "true_probability"  # the simulator's own hazard; exists in evaluation frames of tests only


@dataclass(frozen=True)
class Split:
    """Windows by as-of date, half open. `cutoff` and `until`, or None: the newest complete horizon is the test."""

    cutoff: pd.Timestamp | None = None
    until: pd.Timestamp | None = None
    calibrate_from: pd.Timestamp | None = None
    test_months: int = 1
    step_months: int = 1


@dataclass(frozen=True)
class Rule:
    """The simple rule of risk-method.md §5 (3): the sum of `count`, ties broken by the shorter time `since`."""

    title: str
    count: tuple[str, ...]
    since: str | None = None


@dataclass(frozen=True)
class Task:
    """One task: rows of `frame` or `sql`, one per (`unit`, `as_of`), with a 0/1 `label` and features known at as_of."""

    task: str
    title: str
    label: str
    label_text: str
    unit: str
    as_of: str
    horizon_months: int
    rule: Rule
    arm: str
    split: Split = field(default_factory=Split)
    frame: str | None = None
    sql: str | None = None
    cluster: str | None = None
    features: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    area: str | None = None
    type: str | None = None
    key_class: str | None = None
    capacity_by: str | None = None
    capacity_share: float = 0.05
    base_rate_band: tuple[float, float] = (0.0, 1.0)
    label_known_at: str | None = None
    notes: tuple[str, ...] = ()
    replicates: int = 1000
    seed: int = 20250501

    @property
    def clusters(self) -> str:
        """The column whose rows are resampled together; the unit unless labels of neighbours depend on each other."""
        return self.cluster or self.unit

    def feature_columns(self, frame: pd.DataFrame) -> list[str]:
        """The ranking features present in `frame`, sorted; every column that is not a key, a label or excluded when the
        task names none. A forbidden name is an error, also when the task asks for it."""
        own = {self.unit, self.as_of, self.label, self.clusters, self.label_known_at, TRUTH, *self.exclude}
        names = self.features or [c for c in frame.columns if c not in own and c not in NOT_FEATURES]
        bad = sorted(c for c in names if any(word in c for word in FORBIDDEN) or c in (self.label, TRUTH))
        if bad:
            raise FirelakeError("risk_forbidden_feature", task=self.task, columns="、".join(bad))
        missing = sorted(set(names) - set(frame.columns))
        if missing:
            raise FirelakeError("risk_missing_feature", task=self.task, columns="、".join(missing))
        return sorted(names)


def read(path: Path) -> Task:
    """The task declared in one YAML file; an unknown or missing key is an error that names the file."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    unknown = sorted(set(raw) - {f.name for f in fields(Task)})
    if unknown:
        raise FirelakeError("risk_task_key", file=path.name, keys="、".join(unknown))
    if ("frame" in raw) == ("sql" in raw):
        raise FirelakeError("risk_task_rows", file=path.name)
    if raw.get("horizon_months", 0) % raw.get("split", {}).get("step_months", 1):
        raise FirelakeError("risk_task_step", file=path.name)
    split = {k: pd.Timestamp(v) if k in ("cutoff", "until", "calibrate_from") else v
             for k, v in raw.pop("split", {}).items()}
    rule = raw.pop("rule", None) or {}
    lists = {k: tuple(raw.pop(k)) for k in ("features", "exclude", "notes", "base_rate_band") if k in raw}
    try:
        simple = Rule(rule["title"], tuple(rule["count"]), rule.get("since"))
        return Task(split=Split(**split), rule=simple, **raw, **lists)
    except (KeyError, TypeError) as error:
        raise FirelakeError("risk_task_key", file=path.name, keys=str(error)) from None


def load(deployment_dir: Path) -> dict[str, Task]:
    """All tasks of a deployment by name, in the order of their file names."""
    return {t.task: t for t in (read(p) for p in sorted((deployment_dir / "tasks").glob("*.yml")))}
