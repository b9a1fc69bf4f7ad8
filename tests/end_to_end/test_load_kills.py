"""Fifty kills over one full load of every feed, client and servers alike: in the end the rows of an undisturbed load."""

import datetime as dt
import os
import random
import time
from pathlib import Path

import pytest

from tests.end_to_end import kills
from tests.end_to_end.commands import Lake

pytestmark = [pytest.mark.lake, pytest.mark.full, pytest.mark.timeout(14_400)]
KILLS = int(os.environ.get("FIRELAKE_TEST_KILLS") or 50)
SEED = int(os.environ.get("FIRELAKE_TEST_SEED") or random.SystemRandom().randrange(1 << 30))
LAST = dt.date(2026, 6, 30)
PARTS = 2  # the second meets rows that stand: it merges where the first only adds
RUN = ("run",)


@pytest.fixture(scope="module")
def sent(tmp_path_factory) -> list[Path]:
    """All deliveries of an undamaged year: every difference in the end comes from the kills."""
    out = tmp_path_factory.mktemp("load_kills") / "simulated"
    Lake("unused").run("simulate", "--scale", 0.01, "--from", "2025-07-01", "--to", LAST, "--seed", 31, "--clean", "--out", out)
    return sorted(file.parent for file in (out / "deliveries").rglob("manifest.json"))


def seconds(lake: Lake, *words) -> float:
    began = time.monotonic()
    lake.run(*words)
    return time.monotonic() - began


def test_a_load_killed_fifty_times_ends_as_if_nothing_had_happened(lake_server, sent, tmp_path):
    rng, calm, killed, said, hit = random.Random(SEED), Lake("calm"), Lake("killed"), [f"FIRELAKE_TEST_SEED={SEED}"], 0
    loaded = [0]  # before and after each undisturbed end
    order = rng.sample(sent, len(sent))
    calm.run("land", kills.together(order, tmp_path / "calm"))
    work, idle = seconds(calm, *RUN), seconds(calm, *RUN)
    for part in range(PARTS):
        killed.run("land", kills.together(order[part::PARTS], tmp_path / str(part)))
        for turn in range(KILLS // PARTS + (part < KILLS % PARTS)):
            # On average what each attempt has to load for the last one to come near the end; some of it is lost every time.
            after = idle * 0.7 + rng.uniform(0, 2 * PARTS * work / KILLS)
            victim = rng.choices(("client", "lake", "postgres"), (3, 1, 1))[0]
            at_work = kills.kill(killed, RUN, victim, after)
            hit += at_work
            said.append(f"{part}.{turn}: {victim} after {after:.1f} s, {'at work' if at_work else 'too late'}")
        loaded.append(len(killed.json("reconcile")))
        said.append(f"{part}: {loaded[-1]} loads in the ledger; then undisturbed {seconds(killed, *RUN):.0f} s")
        loaded.append(len(killed.json("reconcile")))
    told = "\n".join(said)
    print(told)  # noqa: T201 the report of the full tests shows it
    assert hit >= 0.8 * KILLS, told
    # The kills struck while loads went on: they, not the undisturbed ends alone, brought the load forward.
    assert all(before < after for before, after in zip(loaded[::2], loaded[1::2], strict=False)), told
    assert killed.checksums() == calm.checksums(), told
    assert [e for e in killed.json("reconcile") if not e["balanced"]] == [], told
