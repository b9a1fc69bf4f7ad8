"""Kills over every stage, the publication among them: in the end the rows, scores and marts of an undisturbed run, and no
reader ever sees two versions."""

import datetime as dt
import os
import random
import time
from itertools import pairwise
from pathlib import Path

import pytest

from tests.end_to_end import kills
from tests.end_to_end.commands import Lake

pytestmark = [pytest.mark.lake, pytest.mark.full, pytest.mark.timeout(14_400)]
DAY = dt.date(2026, 6, 30)
STAGES = {"run": ("run",), "audit": ("audit", "--day", DAY), "features": ("gold", "-s", "tag:before_risk", "--day", DAY),
          "risk": ("risk",), "marts": ("gold", "-s", "tag:after_risk", "--day", DAY), "publish": ("publish",)}
ROUNDS = int(os.environ.get("FIRELAKE_TEST_ROUNDS") or 4)  # of six kills each; nine make more than fifty
CUTS = (0, *(0.55 + 0.45 * turn / (ROUNDS - 1) for turn in range(ROUNDS)))  # the first part is enough to score units on
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
    rng, lake, done, took = random.Random(SEED), Lake("killed"), [], dict(seconds)
    order = rng.sample(sent, len(sent))
    with kills.Reader(lake.environment["FIRELAKE_NAMESPACE"]) as reader:
        for turn, (start, end) in enumerate(pairwise(int(share * len(order)) for share in CUTS)):
            lake.run("land", kills.together(order[start:end], tmp_path / str(turn)))
            for name, words in STAGES.items():
                victim, after = rng.choice(kills.VICTIMS[name]), rng.uniform(0.05, 0.9) * took[name]
                at_work = kills.kill(lake, words, victim, after)
                done.append((at_work, f"{turn} {name}: {victim} after {after:.1f} s, {'at work' if at_work else 'too late'}"))
                began = time.monotonic()
                lake.run(*words)
                took[name] = time.monotonic() - began
        both = [kills.start(lake, STAGES["run"]) for _ in range(2)]
        assert [process.wait(600) for process in both] == [0, 0]
        found = kills.province(lake)
    said = f"FIRELAKE_TEST_SEED={SEED}\n" + "\n".join(sentence for _, sentence in done)
    print(said)  # noqa: T201 the report of the full tests shows it
    assert sum(at_work for at_work, _ in done) >= 5 * ROUNDS, said
    assert (reader.wrong, reader.seen) == ([], sorted(reader.seen)), said
    assert len(reader.seen) >= len(CUTS) - 1, said
    assert found.silver == undisturbed.silver, said
    assert [t for t, rows in undisturbed.tables.items() if found.tables.get(t) != rows] == [], said
    assert found.tables.keys() == undisturbed.tables.keys()
    assert [e for e in lake.json("reconcile") if not e["balanced"]] == [], said
