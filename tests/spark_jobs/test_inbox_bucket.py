"""A watched place of a real object store: what is put there lands once, and is moved away with the reason where it does not."""

import hashlib
import json

import pytest

from tests.end_to_end.object_store import running

DAY = "2026-07-01"
pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    yield from running(tmp_path_factory.mktemp("minio") / "data")


@pytest.fixture
def place(server, tmp_path, monkeypatch):
    """An address of the store, in a bucket that is there."""
    from firelake import store
    from firelake.settings import settings

    for name, value in (("LAKE", "s3a://firelake/lake"), ("S3_ENDPOINT", server.endpoint), ("S3_KEY", server.key),
                        ("S3_SECRET", server.secret), ("NAMESPACE", f"inbox_{tmp_path.name}")):
        monkeypatch.setenv(f"FIRELAKE_{name}", value)
    settings.cache_clear()
    store.prepare()
    yield f"s3a://firelake/inbox/{tmp_path.name}"
    settings.cache_clear()


@pytest.fixture
def swept(place, tmp_path):
    from expectations import contracts
    from firelake.settings import settings
    from spark_jobs.inbox_bucket import sweep
    from spark_jobs.landing import Landing

    landing = Landing(tmp_path / "landing", contracts.load(settings().deployment_dir))
    return lambda quiet=0.0: list(sweep(landing, place, DAY, quiet))


def _given(place: str, tmp_path, name: str, data: bytes) -> None:
    from firelake import store

    file = tmp_path / hashlib.sha256(name.encode()).hexdigest()
    file.write_bytes(data)
    store.put(file, f"{place}/{name}")


def _left(place: str) -> list[str]:
    from firelake import store

    return sorted(key.removeprefix(f"{place}/") for key in store.listing(place))


def test_a_file_is_known_by_its_name_and_moved_when_it_has_landed(place, swept, tmp_path):
    _given(place, tmp_path, "complaint_2026-06.csv", "举报编号\nJB1\n".encode("gb18030"))
    assert [(a.name, a.feed, a.refused) for a in swept()] == [("complaint_2026-06.csv", "supervision.complaint", "")]
    assert _left(place) == [f"taken/{DAY}/complaint_2026-06.csv"] and swept() == []


def test_a_folder_waits_for_its_manifest(place, swept, tmp_path):
    data = "举报编号\nJB1\n".encode("gb18030")
    _given(place, tmp_path, "d1/complaint_2026-06.csv", data)
    assert swept() == []
    said = {"feed": "supervision.complaint", "as_of": "2026-06-30T23:59:59+08:00", "rows": 1,
            "files": [{"name": "complaint_2026-06.csv", "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}]}
    _given(place, tmp_path, "d1/manifest.json", json.dumps(said).encode())
    assert [(a.name, a.feed) for a in swept()] == [("d1", "supervision.complaint")]
    assert _left(place) == [f"taken/{DAY}/d1/complaint_2026-06.csv", f"taken/{DAY}/d1/manifest.json"]


def test_a_file_nobody_knows_is_refused_with_the_reason_beside_it(place, swept, tmp_path):
    _given(place, tmp_path, "photo.bin", b"?")
    refused = swept()[0].refused
    assert "photo.bin" in refused
    assert _left(place) == [f"refused/{DAY}/photo.bin", f"refused/{DAY}/photo.bin.txt"]


def test_of_two_refused_files_of_one_name_both_are_kept(place, swept, tmp_path):
    for body in (b"?", b"??"):
        _given(place, tmp_path, "photo.bin", body)
        assert [bool(a.refused) for a in swept()] == [True]
    assert _left(place) == [f"refused/{DAY}/{name}" for name in ("photo.bin", "photo.bin.txt", "photo~2.bin", "photo~2.bin.txt")]


def test_the_sentence_of_a_refused_file_takes_no_name_that_a_sender_has_used(place, swept, tmp_path):
    for name, body in (("photo.bin.txt", b"what the sender wrote"), ("photo.bin", b"?")):
        _given(place, tmp_path, name, body)
        assert [bool(a.refused) for a in swept()] == [True]
    assert _left(place) == [f"refused/{DAY}/{name}" for name in ("photo.bin.txt", "photo.bin.txt.txt", "photo~2.bin", "photo~2.bin.txt")]


@pytest.mark.parametrize("when", ["copy", "remove"])
def test_what_is_written_again_during_the_move_stays_and_lands_with_the_next(place, swept, tmp_path, monkeypatch, when):
    from firelake import store

    name, honest = "complaint_2026-06.csv", store.copy
    _given(place, tmp_path, name, "举报编号\nJB1\n".encode("gb18030"))

    def late(address, to, mark):
        if when == "copy":
            _given(place, tmp_path, name, "举报编号\nJB2\n".encode("gb18030"))
        done = honest(address, to, mark)
        if when == "remove":
            _given(place, tmp_path, name, "举报编号\nJB2\n".encode("gb18030"))
        return done

    monkeypatch.setattr(store, "copy", late)
    first = swept()
    assert name in _left(place)
    monkeypatch.setattr(store, "copy", honest)
    second = swept()
    assert first[0].delivery != second[0].delivery and name not in _left(place)


def test_what_is_written_again_during_a_sweep_stays_and_lands_with_the_next(place, swept, tmp_path, monkeypatch):
    from firelake import store

    name, got = "complaint_2026-06.csv", store.get
    _given(place, tmp_path, name, "举报编号\nJB1\n".encode("gb18030"))

    def late(address, file):
        got(address, file)
        _given(place, tmp_path, name, "举报编号\nJB2\n".encode("gb18030"))

    monkeypatch.setattr(store, "get", late)
    first = swept()
    assert _left(place) == [name]
    monkeypatch.setattr(store, "get", got)
    second = swept()
    assert first[0].delivery != second[0].delivery and not first[0].refused and not second[0].refused
    assert _left(place) == [f"taken/{DAY}/{name}"]


def test_what_was_written_a_moment_ago_is_left_alone(place, swept, tmp_path):
    _given(place, tmp_path, "complaint_2026-06.csv", b"x")
    assert swept(600.0) == [] and _left(place) == ["complaint_2026-06.csv"]


def test_names_with_signs_are_kept_apart_and_marks_of_folders_are_no_files(place, swept, tmp_path):
    for name in ("complaint_2026-06.csv?x", "complaint_2026-06.csv", "d1/"):
        _given(place, tmp_path, name, b"x")
    found = {a.name: bool(a.refused) for a in swept()}
    assert found == {"complaint_2026-06.csv": False, "complaint_2026-06.csv?x": True}
    assert [n for n in _left(place) if n.startswith("taken")] == [f"taken/{DAY}/complaint_2026-06.csv"]


def test_a_name_that_is_file_and_folder_is_left_and_said(place, swept, tmp_path):
    from datetime import UTC, datetime

    from firelake.store import Written
    from spark_jobs.inbox_bucket import _is_odd

    now = Written(datetime.now(UTC), "")
    for keys in (["d1", "d1/x"], ["/x"], ["d1/../x"]):
        assert _is_odd("s3a://b/in", keys[0].split("/")[0], {f"s3a://b/in/{k}": now for k in keys})
    assert not _is_odd("s3a://b/in", "d1", {"s3a://b/in/d1/x": now})
