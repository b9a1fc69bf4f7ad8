"""Kills over every stage, the publication among them: in the end the rows, scores and marts of an undisturbed run, and no
reader ever sees two versions."""

import datetime as dt
import os
import random
import time
from pathlib import Path

import pytest

from tests.end_to_end import kills
from tests.end_to_end.commands import Lake

pytestmark = [pytest.mark.lake, pytest.mark.full, pytest.mark.timeout(5400)]
DAY = dt.date(2026, 6, 30)
STAGES = {"run": ("run",), "audit": ("audit", "--day", DAY), "features": ("gold", "-s", "tag:before_risk", "--day", DAY),
          "risk": ("risk",), "marts": ("gold", "-s", "tag:after_risk", "--day", DAY), "publish": ("publish",)}
ROUNDS = 4
SEED = int(os.environ.get("FIRELAKE_TEST_SEED") or random.SystemRandom().randrange(1 << 30))


@pytest.fixture(scope="module")
def sent(tmp_path_factory) -> list[Path]:
    """All deliveries of two undamaged years: every difference in the end comes from the kills."""
    out = tmp_path_factory.mktemp("kills") / "simulated"
    Lake("unused").run("simulate", "--scale", 0.01, "--from", "2024-07-01", "--to", DAY, "--seed", 31, "--clean", "--out", out)
    return sorted(file.parent for file in (out / "deliveries").rglob("manifest.json"))


@pytest.fixture(scope="module")
def calm(lake_server, sent, tmp_path_factory) -> tuple[kills.Province, dict[str, float]]:
    """Everything at once, nothing killed: what it came to, and the seconds of each stage."""
    lake, seconds = Lake("calm"), {}
    lake.run("land", kills.together(sent, tmp_path_factory.mktemp("calm")))
    for name, words in STAGES.items():
        began = time.monotonic()
        lake.run(*words)
        seconds[name] = time.monotonic() - began
    return kills.province(lake), seconds


def test_kills_at_every_stage_change_nothing_in_the_end_and_no_reader_sees_two_versions(calm, sent, tmp_path):
    undisturbed, seconds = calm
    rng, lake, done = random.Random(SEED), Lake("killed"), []
    order = rng.sample(sent, len(sent))
    with kills.Reader(lake.environment["FIRELAKE_NAMESPACE"]) as reader:
        for turn in range(ROUNDS):
            lake.run("land", kills.together(order[turn::ROUNDS], tmp_path / str(turn)))
            for name, words in STAGES.items():
                victim, after = rng.choice(kills.VICTIMS[name]), rng.uniform(0.1, 1.1) * seconds[name]
                kills.kill(lake, words, victim, after)
                done.append(f"{turn} {name}: {victim} after {after:.1f} s")
                lake.run(*words)
        both = [kills.start(lake, STAGES["run"]) for _ in range(2)]
        assert [process.wait(600) for process in both] == [0, 0]
        found = kills.province(lake)
    said = f"FIRELAKE_TEST_SEED={SEED}\n" + "\n".join(done)
    assert len(done) >= 20
    assert (reader.wrong, reader.seen) == ([], sorted(reader.seen)), said
    assert len(reader.seen) >= ROUNDS, said
    assert found.silver == undisturbed.silver, said
    assert [t for t, rows in undisturbed.tables.items() if found.tables.get(t) != rows] == [], said
    assert found.tables.keys() == undisturbed.tables.keys()
    assert [e for e in lake.json("reconcile") if not e["balanced"]] == [], said
