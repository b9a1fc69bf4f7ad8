"""The same arguments give the same bytes, in any process; no part's draws move another's."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulator import calls, command
from simulator.plan import Plan
from simulator.province import Province

ROOT = Path(__file__).parents[2]
HISTORY = ["--scale", "0.004", "--from", "2025-03-01", "--to", "2025-07-31", "--seed", "5", "--rate", "0.05"]
DAYS = (dt.date(2025, 8, 1), dt.date(2025, 8, 4))


def _simulate(out: Path, hash_seed: str, *arguments: str) -> None:
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    subprocess.run([sys.executable, "-m", "cli.main", "simulate", "--out", str(out), *arguments], cwd=ROOT, check=True,
                   env=environment, stdout=subprocess.DEVNULL)


def _bytes(out: Path) -> dict[str, bytes]:
    """All files but the state, which is not for reading."""
    return {str(f.relative_to(out)): f.read_bytes() for f in sorted(out.rglob("*")) if f.is_file() and f.name != command.STATE}


@pytest.fixture(scope="module")
def together(tmp_path_factory):
    """History and two days in one process."""
    out = tmp_path_factory.mktemp("one") / "province"
    _simulate(out, "1", *HISTORY, *(a for day in DAYS for a in ("--day", str(day))))
    return _bytes(out)


def test_the_same_arguments_give_the_same_bytes_at_once_or_day_by_day(together, tmp_path):
    out = tmp_path / "province"
    _simulate(out, "2", *HISTORY)
    for day in DAYS:
        command.run(out, [day])
    assert _bytes(out) == together


def test_another_seed_gives_another_province(tmp_path):
    first, second = (Province(Plan(0.002, dt.date(2025, 3, 1), dt.date(2025, 3, 31), seed)) for seed in (1, 2))
    assert list(first.world.register.units.unit_name) != list(second.world.register.units.unit_name)


def test_more_calls_move_only_what_answers_them(tmp_path, monkeypatch):
    first = _feeds(tmp_path / "first")
    monkeypatch.setattr(calls, "OTHERS", 3 * calls.OTHERS)
    second = _feeds(tmp_path / "second")
    assert {feed for feed in first if first[feed] != second[feed]} == {
        "firestat.alarm_call", "command.dispatch", "command.dispatch_event"}


def _feeds(out: Path) -> dict[str, list[bytes]]:
    Province(Plan(0.004, dt.date(2025, 3, 1), dt.date(2025, 4, 30), 5)).history(out)
    return {folder.name: [f.read_bytes() for f in sorted(folder.glob("*/*.*"))] for folder in sorted(out.iterdir())}
