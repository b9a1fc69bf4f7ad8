"""Files that a reader must refuse are refused by the reader, and those it must bear are read as before."""

from pathlib import Path
from random import Random

import pytest

from expectations.contracts import load
from simulator.injector.kinds import HARMLESS, REJECTED
from simulator.injector.sheet import parse
from simulator.injector.spoil import SPOIL
from spark_jobs.readers import Unreadable, read
from tests.simulator.conftest import manifests

FEEDS = ("supervision.unit", "firestat.alarm_call", "iot.alarm_device", "exchange.enterprise", "exchange.weather_day")


@pytest.fixture(scope="module")
def feeds():
    return load(Path(__file__).parents[2] / "deployments" / "qinghai").feeds


@pytest.fixture
def spoiled(clean, tmp_path):
    """spoiled(feed, kind) → a file of the feed as it came and with the damage, None when the format cannot have it."""

    def make(feed: str, kind: str) -> tuple[Path, Path | None]:
        folder, manifest = next((f, m) for f, m in manifests(clean / "deliveries") if m["feed"] == feed)
        file = folder / manifest["files"][0]["name"]
        data = file.read_bytes()
        bad = SPOIL[kind](file.name, data, parse(file.name, data), Random(1))
        if bad is not None:
            (tmp_path / file.name).write_bytes(bad)
        return file, tmp_path / file.name if bad is not None else None

    return make


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("kind", [k for k in REJECTED if k != "wrong_sha256"])
def test_a_spoiled_file_is_refused(spoiled, feeds, feed, kind):
    _, bad = spoiled(feed, kind)
    if bad is None:
        assert (kind, feed) in {("wrong_encoding", "firestat.alarm_call"), ("header_only", "iot.alarm_device")}
        return
    with pytest.raises(Unreadable):
        read(bad, feeds[feed])


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("kind", HARMLESS)
def test_a_changed_header_changes_no_row(spoiled, feeds, feed, kind):
    file, changed = spoiled(feed, kind)
    if changed is None:
        assert kind == "header_spelling" and file.suffix not in (".csv", ".xlsx")
        return
    assert read(changed, feeds[feed])[0].equals(read(file, feeds[feed])[0])


def test_a_missing_column_is_missing_in_header_and_rows(spoiled):
    for feed in FEEDS:
        file, bad = spoiled(feed, "column_missing")
        was, now = parse(file.name, file.read_bytes()), parse(bad.name, bad.read_bytes())
        assert now.header == was.header[1:] and now.rows == [row[1:] for row in was.rows], feed
