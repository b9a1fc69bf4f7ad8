"""A watched folder: what rests there lands and is moved away; what cannot land is put aside with the sentence beside it."""

import json
import os
import time

import pytest

from spark_jobs import inbox
from spark_jobs.inbox import Arrived, sweep
from tests.spark_jobs.making import feed

ROWS = "thing_id,size\nA,1\n"
DAY = "2026-07-01"


@pytest.fixture
def where(landing):
    return landing(feed(as_of={"file": r"_(\d{4}-\d{2})\."}, files=r"thing_\d{4}-\d{2}\.csv"))


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "inbox"
    made.mkdir()
    return made


def put(folder, name: str, text: str = ROWS, age: float = 60) -> None:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    for path in (file, file.parent):
        os.utime(path, (time.time() - age,) * 2)


def test_a_file_is_known_by_its_name_landed_and_moved(where, folder):
    put(folder, "thing_2026-06.csv")
    (found,) = sweep(where, folder, DAY)
    assert (found.feed, found.refused) == ("test.thing", "") and where.get(found.feed, found.delivery).files[0]["size"] == len(ROWS)
    assert [p.relative_to(folder).as_posix() for p in folder.rglob("*.csv")] == [f"taken/{DAY}/thing_2026-06.csv"]
    assert list(sweep(where, folder, DAY)) == []


def test_a_delivery_folder_waits_for_its_manifest(where, folder):
    put(folder, "sent/thing_2026-06.csv")
    assert list(sweep(where, folder, DAY)) == []
    put(folder, "sent/manifest.json", json.dumps({"feed": "test.thing", "as_of": "2026-06-30"}))
    assert [a.feed for a in sweep(where, folder, DAY)] == ["test.thing"]
    assert (folder / "taken" / DAY / "sent" / "manifest.json").is_file()


def test_a_file_that_is_still_written_is_left(where, folder):
    put(folder, "thing_2026-06.csv", age=1)
    assert list(sweep(where, folder, DAY)) == []
    assert len(list(sweep(where, folder, DAY, quiet=0.5))) == 1


def test_an_unknown_name_is_put_aside_with_its_sentence(where, folder):
    put(folder, "notes.csv")
    (found,) = sweep(where, folder, DAY)
    assert found == Arrived("notes.csv", refused=found.refused) and "notes.csv 不像任何数据源的文件" in found.refused
    assert (folder / "refused" / DAY / "notes.csv.txt").read_text("utf-8") == found.refused + "\n"


def test_a_broken_manifest_stops_nobody_else(where, folder):
    put(folder, "a/thing.csv")
    put(folder, "a/manifest.json", "{")
    put(folder, "thing_2026-06.csv")
    assert [bool(found.refused) for found in sweep(where, folder, DAY)] == [True, False]


def test_the_same_name_twice_a_day_is_kept_twice(where, folder):
    for text in (ROWS, ROWS + "B,2\n"):
        put(folder, "thing_2026-06.csv", text)
        assert len(list(sweep(where, folder, DAY))) == 1
    assert sorted(p.name for p in (folder / "taken" / DAY).iterdir()) == ["thing_2026-06.csv", "thing_2026-06~2.csv"]


def test_the_sentence_of_a_refused_file_takes_no_name_that_a_sender_has_used(where, folder):
    for name in ("photo.bin.txt", "photo.bin"):
        put(folder, name, name)
        assert [bool(found.refused) for found in sweep(where, folder, DAY)] == [True]
    kept = folder / "refused" / DAY
    assert sorted(p.name for p in kept.iterdir()) == ["photo.bin.txt", "photo.bin.txt.txt", "photo~2.bin", "photo~2.bin.txt"]
    assert (kept / "photo.bin.txt").read_text("utf-8") == "photo.bin.txt"


def test_a_sweep_killed_before_the_move_lands_once(where, folder, monkeypatch):
    put(folder, "thing_2026-06.csv")
    with monkeypatch.context() as patch:
        patch.setattr(inbox, "_move", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            list(sweep(where, folder, DAY))
    (found,) = sweep(where, folder, DAY)
    assert [d.id for d in where.deliveries("test.thing")] == [found.delivery]


def test_a_link_is_no_file_of_a_sender(where, folder, tmp_path):
    (tmp_path / "thing_2026-06.csv").write_text(ROWS)
    (folder / "thing_2026-06.csv").symlink_to(tmp_path / "thing_2026-06.csv")
    assert list(sweep(where, folder, DAY, quiet=0)) == []
