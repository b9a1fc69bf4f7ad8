"""Landing: when a delivery is seen, what its as-of is, and when the same bytes are a new statement."""

import datetime as dt
import hashlib
import os
import stat
from pathlib import Path

import pytest

from firelake.messages import FirelakeError
from spark_jobs import landing as module
from spark_jobs.delivery import as_of_from
from tests.spark_jobs.making import feed

ROWS = "thing_id,size\nA,1\n"
SNAPSHOT, INCREMENT = feed(), feed("test.happening", mode="increment")
UNDATED = feed("test.undated", mode="increment")


def utc(*moment: int) -> dt.datetime:
    return dt.datetime(*moment, tzinfo=dt.UTC)


@pytest.mark.parametrize("text, zone, moment", [
    ("2024-02", "Asia/Shanghai", utc(2024, 2, 29, 15, 59, 59)),
    ("202312", "UTC", utc(2023, 12, 31, 23, 59, 59)),
    ("2024-06-30", "Asia/Shanghai", utc(2024, 6, 30, 15, 59, 59)),
    ("20240310", "America/Toronto", utc(2024, 3, 11, 3, 59, 59)),
    ("2024-06-30T08:00:00", "Asia/Shanghai", utc(2024, 6, 30)),
    ("2024-06-30 08:00:00+00:00", "Asia/Shanghai", utc(2024, 6, 30, 8)),
])
def test_a_day_or_month_means_its_last_instant_in_the_zone_of_the_feed(text, zone, moment):
    assert as_of_from(text, zone) == moment


def test_the_manifest_speaks_first_then_the_file_name(landing, send):
    dated = feed(as_of={"file": r"_(\d{4}-\d{2})\."})
    where = landing(dated)
    stated = where.land(send({"thing_2024-01.csv": ROWS}, feed="test.thing", as_of="2024-03-05"))
    named = where.land(send({"thing_2024-01.csv": ROWS}, feed="test.thing"))
    assert [stated.as_of, named.as_of] == [utc(2024, 3, 5, 15, 59, 59), utc(2024, 1, 31, 15, 59, 59)]


def test_the_newest_date_of_a_column_that_is_a_date_and_not_in_the_future(landing, send):
    source = feed("test.thing", mode="increment", as_of={"column": "size"}, zone="UTC")
    rows = "thing_id,size\nA,2024-05-01\nB,\nC,不详\nD,2024-05-03 10:00:00\nE,2099-01-01\n"
    assert landing(source).land(send({"a.csv": rows}, feed="test.thing")).as_of == utc(2024, 5, 3, 10)


def test_arrival_is_the_last_resort(landing, send):
    before = dt.datetime.now(dt.UTC)
    delivery = landing(SNAPSHOT).land(send({"a.csv": ROWS}, feed="test.thing"))
    assert before <= delivery.as_of == delivery.received_at <= dt.datetime.now(dt.UTC)


def test_bytes_are_kept_as_they_came_and_nobody_else_may_look(landing, send):
    old = os.umask(0)
    try:
        where = landing(SNAPSHOT)
        delivery = where.land(send({"a.csv": ROWS.encode("gb18030")}, feed="test.thing", as_of="2024-01"))
        where.decide({"kind": "release", "delivery": delivery.id, "by": "甲", "reason": "核实"})
    finally:
        os.umask(old)
    assert (Path(delivery.folder) / "a.csv").read_bytes() == ROWS.encode("gb18030")
    folders = [where.folder, *(p for p in where.folder.rglob("*") if p.is_dir())]
    assert {stat.S_IMODE(p.stat().st_mode) for p in folders} == {0o700}
    assert list(where.incoming.iterdir()) == []


def test_a_delivery_is_seen_whole_or_not_at_all(landing, send, monkeypatch):
    where = landing(SNAPSHOT)
    seen = []

    def interrupted(source, target):
        Path(target).write_bytes(Path(source).read_bytes())
        seen.append(where.deliveries("test.thing"))
        if len(seen) == 2:
            raise KeyboardInterrupt

    folder = send({"a.csv": ROWS, "b.csv": ROWS + "B,2\n"}, feed="test.thing", as_of="2024-01")
    monkeypatch.setattr(module.shutil, "copyfile", interrupted)
    with pytest.raises(KeyboardInterrupt):
        where.land(folder)
    monkeypatch.undo()
    assert seen == [[], []]
    assert where.deliveries("test.thing") == []
    landed = where.land(folder)
    assert where.deliveries("test.thing") == [landed]


def test_a_draft_left_by_a_killed_process_goes_after_a_day(landing):
    where = landing(SNAPSHOT)
    for name, age in (("old", 2 * 86_400), ("new", 60)):
        (where.incoming / name).mkdir()
        moment = dt.datetime.now().timestamp() - age
        os.utime(where.incoming / name, (moment, moment))
    landing(SNAPSHOT)
    assert [p.name for p in where.incoming.iterdir()] == ["new"]


def test_the_same_snapshot_on_a_later_day_is_a_new_statement(landing, send):
    where = landing(SNAPSHOT)
    first, again, later = (where.land(send({name: ROWS}, feed="test.thing", as_of=day)) for name, day in
                           (("a.csv", "2024-01-01"), ("a(1).csv", "2024-01-01"), ("a.csv", "2024-01-02")))
    assert first == again
    assert first.id != later.id
    assert [d.id for d in where.deliveries("test.thing")] == [first.id, later.id]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_same_increment_twice_is_one_and_its_earliest_as_of_holds(landing, send, order):
    where = landing(INCREMENT)
    folders = [send({name: ROWS}, feed="test.happening", as_of=day, rows=1) for name, day in
               (("a.csv", "2024-01-01"), ("a(1).csv", "2024-01-02"), ("b.csv", "2024-01-02"))]
    ids = {where.land(folders[i]).id for i in order}
    found = where.deliveries("test.happening")
    assert {d.id for d in found} == ids and len(found) == 1
    assert found[0].as_of == utc(2024, 1, 1, 15, 59, 59)
    assert found[0].stated_rows == (1,)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_repetition_with_the_right_number_of_rows_heals_a_wrong_one(landing, send, intake, order):
    where = landing(INCREMENT)
    folders = [send({"a.csv": ROWS}, feed="test.happening", as_of="2024-01", rows=rows) for rows in (7, 1)]
    states = []
    for i in order:
        where.land(folders[i])
        states.append([s.status for s in intake(where, INCREMENT).states().values()])
    assert states[-1] == ["accepted"]
    assert states[0] == (["rejected"] if order[0] == 0 else ["accepted"])


def test_undated_bytes_again_are_no_new_statement(landing, send):
    where = landing(UNDATED, feed("test.thing"))
    for name in ("test.undated", "test.thing"):
        first = where.land(send({"a.csv": ROWS}, feed=name))
        again = where.land(send({"b.csv": ROWS}, feed=name))
        assert first == again


@pytest.mark.parametrize("manifest, key", [
    ({"files": [{"name": "b.csv"}]}, "manifest_file_missing"),
    ({"files": [{"name": "a.csv", "sha256": "0" * 64}]}, "manifest_hash"),
    ({"files": [{"name": "a.csv", "size": 7}]}, "manifest_size"),
    ({"files": [{"name": "a.csv"}]}, None),
    ({"files": []}, None),
    ({"rows": 9}, "rows_differ"),
    ({"rows": 1}, None),
])
def test_a_manifest_that_lies_is_kept_and_rejected(landing, send, intake, manifest, key):
    where = landing(SNAPSHOT)
    delivery = where.land(send({"a.csv": ROWS}, feed="test.thing", as_of="2024-01", **manifest))
    state = intake(where, SNAPSHOT).states()[delivery.id]
    assert (state.status, state.reason and state.reason[0]) == (("rejected", key) if key else ("accepted", None))
    assert (Path(delivery.folder) / "a.csv").read_text() == ROWS


def test_a_file_the_manifest_does_not_know_rejects(landing, send, intake):
    where = landing(SNAPSHOT)
    digest = hashlib.sha256(ROWS.encode()).hexdigest().upper()
    folder = send({"a.csv": ROWS, ".DS_Store": "x"}, feed="test.thing", as_of="2024-01",
                  files=[{"name": "a.csv", "size": len(ROWS), "sha256": digest}])
    good = where.land(folder)
    (folder / "b.csv").write_text("thing_id,size\nB,1\n")
    bad = where.land(folder)
    states = intake(where, SNAPSHOT).states()
    assert [states[good.id].status, states[bad.id].status] == ["accepted", "rejected"]
    assert states[bad.id].reason == ("manifest_file_extra", {"file": "b.csv"})


def test_links_are_no_files(landing, send, tmp_path):
    (tmp_path / "secret").write_text("x")
    folder = send({"a.csv": ROWS}, feed="test.thing", as_of="2024-01")
    (folder / "b.csv").symlink_to(tmp_path / "secret")
    delivery = landing(SNAPSHOT).land(folder)
    assert [f["name"] for f in delivery.files] == ["a.csv"]
    assert {p.name for p in Path(delivery.folder).iterdir()} == {"a.csv", "manifest.json"}


@pytest.mark.parametrize("manifest, sentence", [
    ({"feed": "test.nothing"}, "没有名为“test.nothing”的数据源（来自 sent0）。可用数据源见 firelake feeds。"),
    ({}, "没有名为“?”的数据源（来自 sent0）。可用数据源见 firelake feeds。"),
    ({"feed": "test.thing", "as_of": "2024-13"},
     "a.csv 写明的数据日期“2024-13”不是日期。请写成 YYYY-MM、YYYY-MM-DD 或带时区的时间。"),
    ({"feed": "test.thing", "as_of": "昨天"},
     "a.csv 写明的数据日期“昨天”不是日期。请写成 YYYY-MM、YYYY-MM-DD 或带时区的时间。"),
    ({"feed": "test.thing", "rows": "1"}, "投递 sent0 的 manifest.json 无法解析：rows。"),
    ({"feed": "test.thing", "files": ["a.csv"], "revision": "x"}, "投递 sent0 的 manifest.json 无法解析：files、revision。"),
])
def test_what_cannot_be_landed_is_said(landing, send, manifest, sentence):
    where = landing(SNAPSHOT)
    with pytest.raises(FirelakeError) as caught:
        where.land(send({"a.csv": ROWS}, **manifest))
    assert str(caught.value) == sentence
    assert where.deliveries("test.thing") == []


def test_a_folder_without_manifest_or_files_is_no_delivery(landing, send, tmp_path):
    where = landing(feed(as_of={"file": r"(\d{4})"}))
    (tmp_path / "bare").mkdir()
    (tmp_path / "a.csv").write_text(ROWS)
    for source, key in ((tmp_path / "bare", "manifest_missing"), (send({}, feed="test.thing"), "manifest_file_missing"),
                        (tmp_path / "no", "source_missing"), (tmp_path / "a.csv", "as_of_missing")):
        with pytest.raises(FirelakeError) as caught:
            where.land(source, "test.thing")
        assert caught.value.key == key


def test_a_scope_comes_from_the_manifest_or_from_the_one_value_of_a_column(landing, send, intake):
    scoped = feed(scope="size")
    where = landing(scoped)
    said = where.land(send({"a.csv": ROWS}, feed="test.thing", as_of="2024-01", size="630102"))
    read = where.land(send({"a.csv": "thing_id,size\nA, 7\nB,7\nC,\n"}, feed="test.thing", as_of="2024-01"))
    mixed = where.land(send({"a.csv": "thing_id,size\nA,7\nB,8\n"}, feed="test.thing", as_of="2024-01"))
    assert [said.scope, read.scope, mixed.scope] == ["630102", "7", ""]
    states = intake(where, scoped).states()
    assert [states[d.id].status for d in (said, read, mixed)] == ["accepted", "accepted", "rejected"]
    assert states[mixed.id].reason == ("scope_unclear", {"scope": "size", "count": 2})


def test_a_scope_nobody_agreed_on_narrows_nothing(landing, send):
    assert landing(SNAPSHOT).land(send({"a.csv": ROWS}, feed="test.thing", as_of="2024-01", scope="x")).scope == ""


def test_a_delivery_is_found_by_the_beginning_of_its_id(landing, send):
    where = landing(SNAPSHOT)
    first, second = (where.land(send({"a.csv": ROWS}, feed="test.thing", as_of=day)) for day in ("2024-01", "2024-02"))
    assert where.find(first.id[:8]) == first
    for name, key in (("2024", "delivery_ambiguous"), ("*", "delivery_unknown"), ("../test.thing", "delivery_unknown")):
        with pytest.raises(FirelakeError) as caught:
            where.find(name)
        assert caught.value.key == key
