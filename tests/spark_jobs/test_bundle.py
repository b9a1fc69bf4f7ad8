"""Bundles of deliveries: carried in parts, opened only whole and only from senders who are trusted."""

import json

import pytest

from firelake.messages import FirelakeError
from firelake.settings import settings
from spark_jobs import bundle
from spark_jobs.landing import Landing
from tests.spark_jobs.making import feed, table


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home of its own: keys and scratch."""
    monkeypatch.setenv("FIRELAKE_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def sides(landing, send, tmp_path):
    """Landing of the sender with two deliveries, and the empty one of the receiver."""
    here = landing(feed(scope="county"), feed("test.more", mode="increment"))
    here.land(send({"a.csv": "thing_id,size\nA,1\n"}, feed="test.thing", as_of="2026-06-30", county="630102", revision=3))
    here.land(send({"b.csv": "thing_id,size\n" + "B,2\n" * 400}, feed="test.more", as_of="2026-06-01", rows=400))
    return here, Landing(tmp_path / "other", here.contracts)


def packed(here: Landing, out, part_bytes: int = 1 << 20):
    everything = [d for name in here.contracts.feeds for d in here.deliveries(name)]
    return bundle.pack(here, everything, out, "b1", part_bytes)


def told(landing: Landing) -> list[tuple]:
    return sorted((d.id, d.feed, d.as_of, d.scope, d.revision, d.stated_rows, tuple(f["sha256"] for f in d.files))
                  for name in landing.contracts.feeds for d in landing.deliveries(name))


def refused(landing: Landing, listed, key: str) -> str:
    with pytest.raises(FirelakeError) as error:
        bundle.unpack(landing, listed, [key])
    assert told(landing) == []
    return str(error.value)


def test_the_other_side_has_the_same_deliveries(sides, tmp_path):
    here, there = sides
    *parts, listed = packed(here, tmp_path / "out", part_bytes=4096)
    assert len(parts) > 1 and {f.stat().st_mode & 0o777 for f in (*parts, listed)} == {0o600}    # private columns in clear
    assert len(bundle.unpack(there, listed, [bundle.public_key()])) == 2
    assert told(there) == told(here)
    bundle.unpack(there, listed, [bundle.public_key()])      # opened twice it is the same
    assert told(there) == told(here)


def test_parts_that_are_missing_or_damaged_are_named_and_opening_goes_on_when_they_come(sides, tmp_path):
    here, there = sides
    *parts, listed = packed(here, tmp_path / "out", part_bytes=4096)
    first, second = parts[0].read_bytes(), parts[1].read_bytes()
    parts[0].unlink()
    parts[1].write_bytes(b"x" + second[1:])
    said = refused(there, listed, bundle.public_key())
    assert f"缺 {parts[0].name}；损坏 {parts[1].name}" in said
    parts[0].write_bytes(first)
    parts[1].write_bytes(second)
    assert len(bundle.unpack(there, listed, [bundle.public_key()])) == 2


def test_a_list_that_was_changed_and_a_sender_nobody_trusts_are_refused(sides, tmp_path):
    here, there = sides
    *_, listed = packed(here, tmp_path / "out")
    own, stranger = bundle.public_key(), "A" * 43 + "="
    assert "不是受信任的发送方" in refused(there, listed, stranger)
    listed.write_text(json.dumps(json.loads(listed.read_text()) | {"deliveries": []}))
    assert "不是受信任的发送方" in refused(there, listed, own)


@pytest.mark.parametrize("said", ["{", "[]", '{"parts": [{"name": "../x"}], "signature": "AA=="}'])
def test_what_is_no_list_is_a_sentence(sides, tmp_path, said):
    listed = tmp_path / "b.json"
    listed.write_text(said)
    assert "不是数据包的清单" in refused(sides[1], listed, bundle.public_key())


def test_keys_are_registered_by_name_and_nonsense_is_refused():
    bundle.trust("xining", bundle.public_key())
    assert bundle.trusted_keys() == [bundle.public_key()]
    for name, key, fault in (("xining", "nonsense", "bundle_bad_key"), ("../x", bundle.public_key(), "bundle_bad_name")):
        with pytest.raises(FirelakeError) as error:
            bundle.trust(name, key)
        assert error.value.key == fault


def test_nothing_to_pack_is_a_sentence(landing, tmp_path):
    with pytest.raises(FirelakeError, match="没有可装的投递"):
        packed(landing(feed(into=table())), tmp_path / "out")
