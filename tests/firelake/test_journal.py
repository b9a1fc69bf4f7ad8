"""Who ran what."""

import subprocess
import sys
from pathlib import Path

import pytest

from firelake import journal

ROOT = Path(__file__).resolve().parents[2]


def run(folder: Path, *words: str, code: int = 0) -> None:
    with journal.kept(folder, list(words)) as told:
        told.append(code)


def test_a_command_is_kept_with_who_ran_it_and_how_it_ended(tmp_path, monkeypatch):
    monkeypatch.setenv("FIRELAKE_BY", "张三")
    monkeypatch.setenv("LOGNAME", "fire")
    monkeypatch.setenv("FIRELAKE_TASK", "qinghai_silver.run")
    run(tmp_path, "run", "--area", "supervision")
    run(tmp_path, "audit", code=1)
    assert [(r.by, r.task, r.words, r.code, r.ended >= r.at) for r in journal.runs(tmp_path)] == [
        ("张三（fire）", "qinghai_silver.run", "run --area supervision", 0, True), ("张三（fire）", "qinghai_silver.run", "audit", 1, True)]


def test_who_runs_a_command_by_hand_is_the_account_of_the_machine(tmp_path, monkeypatch):
    monkeypatch.delenv("FIRELAKE_BY", raising=False)
    monkeypatch.setenv("LOGNAME", "lisi")
    run(tmp_path, "publish")
    assert [r.by for r in journal.runs(tmp_path)] == ["lisi"]


def test_a_command_that_broke_or_was_cut_short_is_kept(tmp_path):
    with pytest.raises(RuntimeError), journal.kept(tmp_path, ["gold"]):
        raise RuntimeError
    cut = "import os, sys; sys.path.insert(0, sys.argv[1]); from firelake import journal; from pathlib import Path\n" \
          "with journal.kept(Path(sys.argv[2]), ['run']): os._exit(9)"
    subprocess.run([sys.executable, "-c", cut, str(ROOT), str(tmp_path)], check=False)
    assert [(r.words, r.code) for r in journal.runs(tmp_path)] == [("gold", 1), ("run", None)]


@pytest.mark.parametrize(("words", "kept"), [
    (["release", "abc-1", "--by", "张三", "--reason=电话 13900000000 核实"], "release abc-1"),
    (["release", "abc-1", "--by", "张三", "--reason", "电话", "13900000000", "核实"], "release abc-1"),
    (["release", "张三 13900000000"], "release"),
    (["land", "/srv/王五/unit.csv", "--as-of=2026-06-30"], "land --as-of 2026-06-30"),
    (["trial", "--out=/srv/王五/trials"], "trial"),
    (["rebuild", "silver.unit"], "rebuild silver.unit"),
    (["gold", "-s", "tag:before_risk", "--day", "2026-06-30"], "gold -s tag:before_risk --day 2026-06-30"),
    (["admit", "abc", "--table", "silver.unit", "--rule", "r", "--withdraw"], "admit abc --table silver.unit --rule r --withdraw"),
])
def test_only_what_a_command_was_about_is_kept(tmp_path, words, kept):
    run(tmp_path, *words)
    assert [r.words for r in journal.runs(tmp_path)] == [kept]
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}


def test_a_command_that_asks_does_not_meet_itself(tmp_path):
    run(tmp_path, "run")
    with journal.kept(tmp_path, ["audit", "report"]) as code:
        assert [r.words for r in journal.runs(tmp_path)] == ["run"]
        code.append(0)
    assert [r.words for r in journal.runs(tmp_path)] == ["run", "audit"]


def test_the_business_day_of_a_task_is_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("FIRELAKE_DAY", "2026-06-30")
    run(tmp_path, "run")
    assert [r.words for r in journal.runs(tmp_path)] == ["run --day 2026-06-30"]


def test_half_a_line_hides_no_other(tmp_path):
    run(tmp_path, "run")
    (file,) = tmp_path.iterdir()
    file.write_text('{"id": "x", "at": "20' + "\n" + file.read_text("utf-8"), "utf-8")
    assert [r.words for r in journal.runs(tmp_path)] == ["run"]


def test_a_journal_whose_place_is_a_file_stops_nobody(tmp_path):
    (tmp_path / "journal").write_text("", "utf-8")
    run(tmp_path / "journal", "run")
    assert (tmp_path / "journal").read_text("utf-8") == ""
