"""What the demo hands to Airflow: business days in order, each with its deliveries landed before it runs."""

import json

import pytest

from cli import demo_steps
from firelake.messages import FirelakeError, text
from firelake.settings import settings
from simulator import command


@pytest.fixture
def done(monkeypatch):
    """What the steps did, in order, with a simulator and a landing that only take notes."""
    notes = []

    def simulate(out, days=(), bad=None, **plan):
        notes.append(("simulate", *map(str, days), *([bad] if bad else [])))
        run = out / "answers" / "run.json"
        run.parent.mkdir(parents=True, exist_ok=True)
        (out / command.STATE).touch()
        known = json.loads(run.read_text())["days"] if run.exists() else []
        run.write_text(json.dumps({"days": known + [{"day": str(day)} for day in days]}))

    monkeypatch.setattr(command, "run", simulate)
    monkeypatch.setattr(demo_steps, "land", lambda source, match=False: notes.append(("land", source.name)))
    return notes


def walk(folder, done):
    province = demo_steps.Province(folder, 0.05, 7, True, lambda line: None)
    province.history()
    for day, _ in province.days():
        done.append(("run", day))


def test_two_years_and_a_day_in_one_run_then_a_bad_and_a_good_day_in_another(tmp_path, done):
    walk(tmp_path, done)
    assert done == [("simulate",), ("simulate", "2026-07-01"), ("land", "deliveries"), ("run", "2026-07-01"),
                    ("simulate", "2026-07-02", "codes"), ("simulate", "2026-07-03"), ("land", "deliveries"), ("run", "2026-07-03")]


def test_a_second_demo_simulates_nothing_anew(tmp_path, done):
    walk(tmp_path, done)
    done.clear()
    walk(tmp_path, done)
    assert [note for note in done if note[0] == "simulate"] == []
    assert [note for note in done if note[0] == "run"] == [("run", day) for day in
                                                           ("2026-07-01", "2026-07-03")]


@pytest.fixture
def toronto(monkeypatch, tmp_path):
    monkeypatch.setenv("FIRELAKE_DEPLOYMENT", "toronto")
    monkeypatch.setenv("FIRELAKE_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_bare_files_are_one_business_day_that_of_the_newest(toronto, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    for name in ("registrations_2023-05-06.csv", "highrise_inspections_2019-09.csv", "README.txt"):
        (data / name).write_text("a,b\n1,2\n")
    assert list(demo_steps.delivered(data)) == [("2023-05-06", text("demo_history"))]


def test_a_folder_without_a_known_file_is_said(toronto, tmp_path):
    (tmp_path / "README.txt").write_text("nothing here")
    with pytest.raises(FirelakeError) as refused:
        list(demo_steps.delivered(tmp_path))
    assert refused.value.key == "demo_no_deliveries"
