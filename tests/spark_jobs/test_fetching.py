"""Feeds that are asked for: a platform over real sockets that pages, throttles, fails, repeats and changes meanwhile."""

import datetime as dt
import json
from functools import partial
from pathlib import Path

import pytest

from firelake.messages import FirelakeError
from simulator.exchange import Exchange
from spark_jobs.fetching import fetch as module
from spark_jobs.fetching import pages
from spark_jobs.fetching.fetch import fetch
from spark_jobs.fetching.platform import TRIES, Platform, signature
from tests.spark_jobs.making import feed, table

NOW = dt.datetime(2026, 7, 1, 2, tzinfo=dt.UTC)
SOURCE = {"path": "/thing", "pages": {"size": 2, "total": "data.total"}}
CURSOR = {"path": "/thing", "pages": {"by": "cursor", "size": 2, "page": "cursor", "next": "data.next"}}
SPAN = {"path": "/thing", "since": "since", "until": "until", "begin": "2026-06-01T00:00:00+00:00", "pages": SOURCE["pages"]}


def rows(count: int) -> list[dict]:
    return [{"id": f"A{n}", "size": n, "updated": f"2026-06-{n + 1:02}T00:00:00+00:00"} for n in range(count)]


@pytest.fixture
def waits() -> list[float]:
    """How long the client has waited, without waiting."""
    return []


@pytest.fixture
def ask(landing, tmp_path, monkeypatch, waits):
    """ask(platform, source, now) → the delivery of one fetch."""
    monkeypatch.setenv("FIRELAKE_SOURCE_TEST_TOKEN", "secret")

    def go(platform: Exchange, source: dict = SOURCE, now: dt.datetime = NOW, mode: str = "snapshot"):
        monkeypatch.setenv("FIRELAKE_SOURCE_TEST_URL", platform.url)
        made = feed(into=table(), mode=mode, format="json", record="data.list", names={"thing_id": ("id",), "size": ("size",)})
        object.__setattr__(made, "source", source)
        where = landing(made)
        return fetch(where, made, tmp_path / "fetch", now, partial(Platform, wait=waits.append, clock=lambda: 1e9 * len(waits)))

    return go


def landed(delivery) -> list[str]:
    """Ids of the records, in the order of the pages."""
    found = [json.loads((Path(delivery.folder) / f["name"]).read_bytes()) for f in delivery.files]
    return [r["id"] for page in found for r in page["data"]["list"]]


def test_all_pages_become_one_delivery_that_speaks_for_the_moment_of_asking(ask):
    with Exchange({"/thing": rows(5)}, token="secret") as platform:
        delivery = ask(platform)
    assert landed(delivery) == ["A0", "A1", "A2", "A3", "A4"]
    assert (delivery.as_of, delivery.stated_rows, len(delivery.files)) == (NOW, (5,), 3)
    assert [query["page"] for _, query in platform.asked] == ["1", "2", "3"]


def test_pages_by_cursor_end_where_there_is_no_next(ask):
    with Exchange({"/thing": rows(5)}, token="secret") as platform:
        assert landed(ask(platform, CURSOR)) == ["A0", "A1", "A2", "A3", "A4"]


def test_a_busy_platform_is_given_the_time_it_asks_for(ask, waits):
    with Exchange({"/thing": rows(3)}, ["429", "ok", "500", "hang"], token="secret") as platform:
        assert landed(ask(platform)) == ["A0", "A1", "A2"]
    asked, *others = [w for w in waits if w != 0.2]     # 0.2: between two requests
    assert asked == 7 and 0.5 <= others[0] <= 1 and 1 <= others[1] <= 2


def test_no_more_requests_a_second_than_agreed(landing, tmp_path, monkeypatch):
    waited, moment = [], iter([10.0, 10.0, 10.05, 10.2])
    platform = Platform("test.thing", "test", "none", 5, waited.append, lambda: next(moment))
    platform._pace()
    platform._pace()
    assert waited == [pytest.approx(0.15)]


def test_a_repeated_page_and_a_record_that_appears_meanwhile_are_read_again(ask):
    with Exchange({"/thing": rows(5)}, ["ok", "repeat", "ok"], token="secret") as platform:
        assert landed(ask(platform)) == ["A0", "A1", "A2", "A3", "A4"]
        assert len(platform.asked) == 6
    with Exchange({"/thing": rows(4)}, ["ok", "grow"], token="secret") as platform:
        found = landed(ask(platform))
    assert len(found) == len(set(found)) == 5


def test_a_source_that_never_stands_still_lands_nothing(ask, tmp_path):
    with Exchange({"/thing": rows(4)}, ["ok", "grow"] * 9, token="secret") as platform, pytest.raises(FirelakeError) as error:
        ask(platform)
    assert error.value.key == "fetch_never_whole"
    assert not list(tmp_path.rglob("manifest.json"))


def test_an_interrupted_fetch_goes_on_where_it_was(ask):
    with Exchange({"/thing": rows(6)}, ["ok", "ok", *["500"] * TRIES], token="secret") as platform:
        with pytest.raises(FirelakeError) as error:
            ask(platform, SPAN, mode="increment")
        assert error.value.key == "fetch_no_answer"
        delivery = ask(platform, SPAN, NOW + dt.timedelta(minutes=5), "increment")
    assert [query["page"] for _, query in platform.asked] == ["1", "2", *["3"] * TRIES, "3"]
    assert landed(delivery) == ["A1", "A2", "A3", "A4", "A5"]
    assert delivery.as_of == NOW        # the question is the one that was asked first


def test_a_spool_of_long_ago_is_begun_anew(ask, monkeypatch):
    with Exchange({"/thing": rows(4)}, ["ok", *["500"] * TRIES], token="secret") as platform:
        with pytest.raises(FirelakeError):
            ask(platform)
        monkeypatch.setattr(pages, "FRESH", -1)
        later = NOW + dt.timedelta(days=1)
        assert ask(platform, now=later).as_of == later
    assert [query["page"] for _, query in platform.asked][-2:] == ["1", "2"]


def test_changes_are_asked_for_since_the_last_answer_and_nothing_new_is_no_delivery(ask):
    with Exchange({"/thing": rows(5)}, token="secret") as platform:
        first = ask(platform, SPAN, dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC), "increment")
        second = ask(platform, SPAN, NOW, "increment")
        assert (landed(first), landed(second)) == (["A1", "A2"], ["A3", "A4"])
        assert ask(platform, SPAN, NOW + dt.timedelta(days=1), "increment") is None


def test_a_fetch_killed_after_landing_lands_the_same_bytes_once(ask, landing, monkeypatch):
    with Exchange({"/thing": rows(3)}, token="secret") as platform:
        monkeypatch.setattr(module, "_remember", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            ask(platform, SPAN, mode="increment")
        monkeypatch.undo()
        monkeypatch.setenv("FIRELAKE_SOURCE_TEST_TOKEN", "secret")
        again = ask(platform, SPAN, mode="increment")
    assert landed(again) == ["A1", "A2"]


def test_a_signed_request_is_answered_and_a_wrong_key_is_a_sentence(ask, monkeypatch):
    monkeypatch.setenv("FIRELAKE_SOURCE_TEST_KEY", "firelake")
    monkeypatch.setenv("FIRELAKE_SOURCE_TEST_SECRET", "right")
    with Exchange({"/thing": rows(2)}, signed=partial(signature, "right")) as platform:
        assert landed(ask(platform, SOURCE | {"auth": "signed"})) == ["A0", "A1"]
        monkeypatch.setenv("FIRELAKE_SOURCE_TEST_SECRET", "wrong")
        with pytest.raises(FirelakeError) as error:
            ask(platform, SOURCE | {"auth": "signed"}, NOW + dt.timedelta(days=1))
    assert "HTTP 401" in str(error.value) and "wrong" not in str(error.value)


@pytest.mark.parametrize("act, key", [("403", "fetch_refused"), ("html", "fetch_no_json")])
def test_a_refusal_and_an_error_page_are_sentences_and_land_nothing(ask, tmp_path, act, key):
    with Exchange({"/thing": rows(2)}, [act], token="secret") as platform, pytest.raises(FirelakeError) as error:
        ask(platform)
    assert error.value.key == key
    assert not list(tmp_path.rglob("manifest.json"))


def test_a_missing_setting_names_its_variable(ask, monkeypatch):
    with Exchange({"/thing": rows(2)}) as platform:
        monkeypatch.delenv("FIRELAKE_SOURCE_TEST_TOKEN")
        with pytest.raises(FirelakeError, match="FIRELAKE_SOURCE_TEST_TOKEN"):
            ask(platform)
