"""A table is left alone only where a load would leave it as it is; whatever stands in the way of asking, the others go on."""

import pytest

from tests.spark_jobs.city import FEED, GOOD, LOOSER, OTHER, RULE, WRONG

pytestmark = pytest.mark.lake


@pytest.fixture
def city(settled):
    made = settled(FEED)
    made.deliver("2026-01-01", [(code, "甲", "2020-01-01") for code in (GOOD, WRONG)])
    made.load()
    return made


def at_rest(day: str | None = None) -> bool:
    from spark_jobs.runner import Runner

    return Runner(day)._at_rest(["silver.enterprise"]) == {"silver.enterprise"}


def test_a_delivery_a_retraction_and_an_admission_wake_it(city):
    from spark_jobs.runner import Runner

    assert at_rest() and city.load().startswith("应用 0 个投递")
    late = city.deliver("2026-01-02", [(OTHER, "乙", "2021-01-01")])
    assert not at_rest() and at_rest("2026-01-01")
    city.load()
    assert at_rest()
    city.decide("retract", late)
    assert not at_rest()
    city.load()
    assert at_rest()
    (first,) = Runner().landing.deliveries(city.feed)[:1]
    city.decide("admit", first.id, table=city.table, rule=RULE)
    assert not at_rest()
    city.load()
    assert at_rest()


@pytest.mark.full
def test_a_load_that_was_cut_short_wakes_it(city):
    from spark_jobs import ledger

    ledger.mark("silver.enterprise").touch()
    assert not at_rest()
    city.load()
    assert at_rest()


@pytest.mark.full
def test_another_contract_and_another_way_to_read_wake_it(city):
    city.declare(LOOSER)
    assert not at_rest()
    city.declare(FEED.replace("registered_date: since", "registered_date: [since, from]"))
    assert not at_rest()


@pytest.mark.full
def test_a_table_that_is_gone_is_made_again(city):
    from spark_jobs.lakehouse import Lakehouse

    with Lakehouse.open() as lake:
        lake.sql(f"drop table {lake.name('silver.enterprise')}")
    assert not at_rest()
    city.load()
    assert city.rows("credit_code") == [(GOOD,)]


def test_what_cannot_be_asked_is_met_by_the_load_and_the_others_go_on(city, monkeypatch):
    from spark_jobs import runner as running
    from spark_jobs.runner import Runner

    city.declare("{feed: test.vehicle, title: 车, delivery: {format: csv, mode: increment, every: irregular, zone: Asia/Shanghai}, "
                 "names: {vehicle_id: id}, into: {silver.vehicle: {}}}")
    sent = city.folder / "vehicle.csv"
    sent.write_text("id\nCL1\n", "utf-8")
    Runner().landing.land(sent, "test.vehicle", "2026-01-01")
    Runner().ingest(["test.vehicle"])
    honest = running.read_otherwise

    def broken(readings: dict) -> list[str]:
        if city.feed in readings:
            raise OSError("gone")
        return honest(readings)

    monkeypatch.setattr(running, "read_otherwise", broken)
    lines = {line.name: line.failed for line in Runner().build(["silver.enterprise", "silver.vehicle"])}
    assert lines == {"silver.enterprise": True, "silver.vehicle": False}
