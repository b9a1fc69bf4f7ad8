"""What the DAGs are made from: the contracts of one deployment, its settings, and the words for people."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from expectations import contracts

ROOT = Path(__file__).resolve().parent.parent
STAGES = ("ingest", "silver", "gold", "publish")


@dataclass(frozen=True)
class Step:
    """One task: its id, what people call it, and who owns what it writes. `asked`: feeds whose interface is asked first."""

    name: str
    title: str
    owner: str
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wiring:
    """One deployment as tasks. `nightly`: cron in `zone`, None where runs are only asked for; `scores`: units get scores."""

    namespace: str
    deployment: str
    title: str
    zone: str
    nightly: str | None
    systems: tuple[Step, ...]
    areas: tuple[Step, ...]
    scores: bool

    def dag_id(self, stage: str) -> str:
        """The namespace keeps deployments apart that share one Airflow."""
        return f"{self.namespace}_{stage}"

    def asset(self, name: str) -> str:
        """Name and address of what a task emits, such as `bronze/iot`."""
        return f"firelake://{self.namespace}/{name}"


def text(key: str) -> str:
    """A sentence of firelake/messages/orchestration.yml in the chosen language."""
    body = _words()[key]
    return body.get(os.environ.get("FIRELAKE_LANG", "zh"), body["zh"])


@lru_cache
def _words() -> dict[str, dict[str, str]]:
    return yaml.safe_load((ROOT / "firelake" / "messages" / "orchestration.yml").read_text("utf-8"))


@lru_cache
def wiring() -> Wiring:
    """The deployment that FIRELAKE_DEPLOYMENT names: a name under deployments/, or a folder anywhere."""
    named = os.environ.get("FIRELAKE_DEPLOYMENT") or "qinghai"
    folder = Path(named) if Path(named).is_absolute() else ROOT / "deployments" / named
    loaded = contracts.load(folder)
    here = loaded.deployment
    names, called = {key.removeprefix("area_"): text(key) for key in _words() if key.startswith("area_")}, here.get("systems", {})
    owners = {t: loaded.tables[t].owner for t in loaded.tables}
    systems = tuple(
        Step(system, called.get(system, system),
             _owner([loaded.feeds[f].owner for f in feeds] + [owners[t] for f in feeds for t in loaded.feeds[f].targets]),
             _asked(system, [f for f in sorted(feeds) if loaded.feeds[f].source]))
        for system, feeds in sorted(loaded.systems().items()))
    areas = tuple(Step(area, names.get(area, area), _owner(owners[t] for t in tables))
                  for area, tables in sorted(loaded.areas().items()))
    # A simulated province delivers only when asked: a clock would move the wall away from its last day.
    nightly = None if here.get("simulated") else here.get("nightly")
    return Wiring(os.environ.get("FIRELAKE_NAMESPACE") or folder.name.replace("-", "_"), named, here["title"],
                  here.get("zone", "UTC"), nightly, systems, areas, _scores(folder))


def _asked(system: str, feeds: list[str]) -> tuple[str, ...]:
    """Feeds that are asked for: where the address of the system's interface is known."""
    return tuple(feeds) if os.environ.get(f"FIRELAKE_SOURCE_{system.upper()}_URL") else ()


def _owner(owners: Iterable[str]) -> str:
    """The office most often named."""
    named = [o for o in owners if o]
    return max(named, key=lambda o: (named.count(o), o)) if named else text("dag_owner")


def _scores(folder: Path) -> bool:
    """Whether a task of the deployment reads a gold frame of units: then `firelake risk` has something to score."""
    return any("frame" in yaml.safe_load(file.read_text("utf-8")) for file in (folder / "tasks").glob("*.yml"))
