"""Feeds that are asked for: a platform over real sockets that pages, throttles, fails, repeats and changes meanwhile."""

import dataclasses
import datetime as dt
import json
from functools import partial
from pathlib import Path
from types import SimpleNamespace

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
    assert [query["page"] for _, query in platform.asked] == ["1", "2", "3"] * 2      # a whole register is read twice


def test_pages_by_cursor_end_where_there_is_no_next(ask):
    with Exchange({"/thing": rows(5)}, token="secret") as platform:
        assert landed(ask(platform, CURSOR)) == ["A0", "A1", "A2", "A3", "A4"]


def test_an_empty_last_page_is_left_out(ask):
    with Exchange({"/thing": rows(4)}, token="secret", trailing=True) as platform:
        delivery = ask(platform, CURSOR)
    assert landed(delivery) == ["A0", "A1", "A2", "A3"] and len(delivery.files) == 2


def test_a_busy_platform_is_given_the_time_it_asks_for(ask, waits):
    with Exchange({"/thing": rows(3)}, ["429", "ok", "500", "hang"], token="secret") as platform:
        assert landed(ask(platform)) == ["A0", "A1", "A2"]
    asked, *others = [w for w in waits if w != 0.2]     # 0.2: between two requests
    assert asked == 7 and 0.5 <= others[0] <= 1 and 1 <= others[1] <= 2


def test_no_more_requests_a_second_than_agreed(landing, tmp_path, monkeypatch):
    waited, moment = [], iter([10.0, 10.0, 10.05, 10.2])
    platform = Platform(feed(), waited.append, lambda: next(moment))
    platform._pace()
    platform._pace()
    assert waited == [pytest.approx(0.15)]


@pytest.mark.parametrize("mischief", [["ok", "repeat"], ["ok", "grow"], ["ok", "move"], ["ok", "swap"], ["ok", "ok", "swap"],
                                      ["ok", "ok", "ok", "swap"], ["ok", "ok", "ok", "move"]], ids=" ".join)
def test_what_moves_while_it_is_read_is_read_again(ask, mischief):
    with Exchange({"/thing": rows(5)}, mischief, token="secret") as platform:
        found = landed(ask(platform))
        assert found == [r["id"] for r in platform.records["/thing"]]


def test_a_thing_that_is_changed_and_told_twice_counts_once(ask):
    with Exchange({"/thing": rows(7)}, ["ok", "move"], token="secret") as platform:
        found = landed(ask(platform, SPAN, mode="increment"))
        assert sorted(found) == ["A1", "A2", "A3", "A4", "A5", "A6"]


def test_a_source_that_never_stands_still_lands_nothing(ask, tmp_path):
    with Exchange({"/thing": rows(4)}, ["grow"] * 30, token="secret") as platform, pytest.raises(FirelakeError) as error:
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
        assert platform.asked[-1][1]["since"] == "2026-06-03T11:45:00+00:00"     # some minutes are asked for again
        assert ask(platform, SPAN, NOW + dt.timedelta(days=1), "increment") is None


def test_a_span_is_asked_to_the_end_of_the_business_day_and_a_register_for_now():
    span, whole, hours = SimpleNamespace(source=SPAN), SimpleNamespace(source=SOURCE), dt.timedelta(hours=10)
    assert [module.moment(f, NOW, NOW + h) for f in (span, whole) for h in (-hours, hours)] == [NOW - hours, NOW, NOW, NOW]


def test_a_day_that_is_run_again_asks_for_no_span_a_second_time(ask):
    with Exchange({"/thing": rows(6)}, token="secret") as platform:
        assert landed(ask(platform, SPAN, NOW, "increment")) == ["A1", "A2", "A3", "A4", "A5"]
        platform.asked.clear()
        assert [ask(platform, SPAN, NOW - dt.timedelta(days=n), "increment") for n in (1, 0)] + platform.asked == [None, None]


def test_a_fetch_killed_after_landing_goes_on_with_its_question_and_lands_once(ask, tmp_path, monkeypatch):
    things = rows(3)
    with Exchange({"/thing": things}, token="secret") as platform:
        with monkeypatch.context() as patch:
            patch.setattr(module.kept, "write", lambda file, said, real=module.kept.write: (
                real(file, said) if file.name == pages.STATE else (_ for _ in ()).throw(KeyboardInterrupt)))
            with pytest.raises(KeyboardInterrupt):
                ask(platform, SPAN, mode="increment")
        things.append({"id": "late", "size": 1, "updated": (NOW + dt.timedelta(minutes=1)).isoformat()})
        again = ask(platform, SPAN, NOW + dt.timedelta(minutes=5), "increment")
        assert landed(again) == ["A1", "A2"] and again.as_of == NOW
        assert len(list((tmp_path / "landing" / "test.thing").glob("*/manifest.json"))) == 1
        assert landed(ask(platform, SPAN, NOW + dt.timedelta(minutes=5), "increment")) == ["late"]


@pytest.mark.parametrize("file", ["spool/.fetch.json", "state.json"])
def test_half_a_state_begins_anew(ask, tmp_path, file):
    where = tmp_path / "fetch" / "test.thing" / file
    where.parent.mkdir(parents=True)
    where.write_text('{"unt')
    with Exchange({"/thing": rows(3)}, token="secret") as platform:
        assert landed(ask(platform, SPAN, mode="increment")) == ["A1", "A2"]


def test_one_fetch_of_a_feed_at_a_time(ask, tmp_path):
    alone = module.kept.alone(tmp_path / "fetch" / "test.thing", "test.thing")
    with Exchange({"/thing": rows(3)}, token="secret") as platform, alone, pytest.raises(FirelakeError) as error:
        ask(platform)
    assert error.value.key == "fetch_running"


def test_a_span_is_not_held_for_its_length(ask, landing):
    from spark_jobs.accept import Receipt, judge

    with Exchange({"/thing": rows(3)}, token="secret") as platform:
        delivery = ask(platform, SPAN, mode="increment")
    made = feed(into=table(), mode="increment", accept={"volume": [0.5, 2]})
    object.__setattr__(made, "source", SPAN)
    before = [dataclasses.replace(delivery, id=f"d{n}", as_of=NOW - dt.timedelta(days=n)) for n in (1, 2)]
    receipts = {d.id: Receipt(rows=1000 if d is not delivery else 2) for d in (*before, delivery)}
    assert judge(made, [*before, delivery], receipts, [])[delivery.id].status == "accepted"


def test_a_signed_request_is_answered_and_a_wrong_key_is_a_sentence(ask, monkeypatch):
    monkeypatch.setenv("FIRELAKE_SOURCE_TEST_KEY", "firelake")
    monkeypatch.setenv("FIRELAKE_SOURCE_TEST_SECRET", "right")
    with Exchange({"/thing": rows(2)}, signed=partial(signature, "right")) as platform:
        assert landed(ask(platform, SOURCE | {"auth": "signed"})) == ["A0", "A1"]
        monkeypatch.setenv("FIRELAKE_SOURCE_TEST_SECRET", "wrong")
        with pytest.raises(FirelakeError) as error:
            ask(platform, SOURCE | {"auth": "signed"}, NOW + dt.timedelta(days=1))
    assert "HTTP 401" in str(error.value) and "wrong" not in str(error.value)


@pytest.mark.parametrize("act, key", [("403", "fetch_refused"), ("html", "fetch_no_json"), ("error", "fetch_not_paged")])
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


def test_an_error_body_among_the_pages_of_a_cursor_is_no_end(ask, tmp_path):
    with Exchange({"/thing": rows(6)}, ["ok", "error"], token="secret") as platform:
        with pytest.raises(FirelakeError) as error:
            ask(platform, CURSOR)
        assert error.value.key == "fetch_not_paged" and not list(tmp_path.rglob("manifest.json"))
        assert landed(ask(platform, CURSOR)) == ["A0", "A1", "A2", "A3", "A4", "A5"]


def test_a_register_that_is_empty_at_once_lands_nothing(ask, tmp_path):
    with Exchange({"/thing": []}, token="secret") as platform, pytest.raises(FirelakeError) as error:
        ask(platform)
    assert error.value.key == "fetch_empty" and not list(tmp_path.rglob("manifest.json"))


def test_rows_are_numbered_through_the_pages_so_that_a_later_one_speaks_after_an_earlier(ask, landing, intake):
    with Exchange({"/thing": rows(3)}, token="secret") as platform:
        delivery = ask(platform, CURSOR)
    made = feed(into=table(), format="json", record="data.list", names={"thing_id": ("id",), "size": ("size",)})
    table_of_rows, _ = intake(landing(made), made)._rows(delivery)
    assert table_of_rows.select(["thing_id", "_row"]).to_pylist() == [
        {"thing_id": f"A{n}", "_row": n + 1} for n in range(3)]


def test_an_address_that_is_none_is_a_sentence(ask, monkeypatch):
    with Exchange({"/thing": rows(2)}) as platform:
        platform.url = "http://host:abc"
        with pytest.raises(FirelakeError, match="FIRELAKE_SOURCE_TEST_URL"):
            ask(platform)
