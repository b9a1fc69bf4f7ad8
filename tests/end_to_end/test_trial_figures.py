"""What a trial says a changed rule will move is what its release moves; until then neither lake nor wall have moved."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from tests.end_to_end.commands import ROOT, Lake
from tests.end_to_end.conftest import audited_by_hand, published

pytestmark = [pytest.mark.lake, pytest.mark.full, pytest.mark.timeout(3600)]

LAST = dt.date(2026, 6, 30)
# Without these, fires nobody can date and losses that are no sum stand otherwise.
OVERLAY = '{table: silver.fire, rules: {datable_unless_deadly: "off", loss_is_sum_of_parts: "off"}}'


@pytest.fixture(scope="module")
def lake(lake_server, tmp_path_factory) -> Lake:
    """A small damaged province of the main path, published."""
    folder = tmp_path_factory.mktemp("trial") / "simulated"
    lake = Lake("trial")
    lake.run("simulate", "--scale", 0.005, "--from", dt.date(2024, 7, 1), "--to", LAST, "--seed", 3, "--core",
             "--out", folder)
    lake.load(folder / "deliveries")
    audited_by_hand(lake, LAST)
    published(lake, LAST)
    return lake


@pytest.fixture(scope="module")
def changed(lake, tmp_path_factory) -> Lake:
    """The same namespace, driven from a checkout in which two rules of fires are off."""
    folder = tmp_path_factory.mktemp("changed") / "qinghai"
    shutil.copytree(ROOT / "deployments" / "qinghai", folder)
    (folder / "tables" / "fire.yml").write_text(OVERLAY, "utf-8")
    other = Lake("never")
    other.environment = lake.environment | {"FIRELAKE_DEPLOYMENT": str(folder)}
    return other


def marts(lake: Lake) -> dict:
    """What stands on the wall."""
    from firelake import postgres
    from spark_jobs.marts import published as declared
    from spark_jobs.trial.published import read

    postgres.ensure(lake.environment["FIRELAKE_NAMESPACE"])
    return read(lake.environment["FIRELAKE_NAMESPACE"], declared(Path(ROOT) / "dbt" / "models")).frames


def test_without_a_change_no_figure_moves(lake):
    said = lake.json("trial", "--table", "silver.fire")
    assert said["anew"] == ["silver.fire"] and said["verdicts"] == []
    assert (said["moved"]["figures"], said["moved"]["grades"]) == ([], [])
    assert {(r["gone"] or 0, r["new"] or 0, r["moved"] or 0) for r in said["moved"]["rows"]} == {(0, 0, 0)}
    assert all(r["before"] == r["after"] for r in said["moved"]["rows"])  # also of marts without a key


def test_a_release_moves_the_figures_the_trial_named(lake, changed):
    from dataclasses import asdict

    from spark_jobs.marts import published as declared
    from spark_jobs.trial.moved import compare

    before, sums = marts(lake), lake.checksums()
    said = changed.json("trial")
    assert said["anew"] == ["silver.fire"] and said["moved"]["figures"]
    assert lake.checksums() == sums and int(marts(lake)["wall_publication"].publication_id[0]) == said["publication_id"]

    changed.run("rebuild", "silver.fire")
    changed.run("audit", "--table", "silver.fire", "--day", LAST)
    published(changed, LAST)
    found = asdict(compare(declared(Path(ROOT) / "dbt" / "models"), before, marts(lake)))
    assert found["figures"] == said["moved"]["figures"]
    assert [list(g) for g in found["grades"]] == said["moved"]["grades"] and found["rows"] == said["moved"]["rows"]
