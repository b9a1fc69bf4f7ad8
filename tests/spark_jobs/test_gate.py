"""A bad day stays out of what gold reads, also across later good days, until a named person decides."""

import re

import pytest

from tests.spark_jobs.city import City

FEED = """
feed: test.weather
title: 气象
delivery: {format: csv, mode: increment, every: day, zone: Asia/Shanghai}
names: {region_code: code, day_date: day, avg_temperature_c: avg}
into: {silver.weather_day: {columns: {region_code: {from: region_code}}}}
"""
pytestmark = pytest.mark.lake


class Weather(City):
    """Deliveries of mild days in one district."""

    def deliver(self, day: str, days: list[str]) -> str:
        return super().deliver(day, [("630102", d, "5.5") for d in days])

    def seen(self) -> int:
        """Rows gold may read."""
        return len(self.rows("day_date", "audited"))

    def verdicts(self) -> list[tuple]:
        from spark_jobs.lakehouse import Lakehouse

        with Lakehouse.open() as lake:
            query = f"select passed, date(blocking_since) from {lake.name('ops.gate')} order by audited_at"
            return [(r[0], str(r[1])) for r in lake.rows(query)]


@pytest.fixture
def city(settled):
    return settled(FEED, Weather)


GOOD = {"2026-01-01": [f"2025-12-{d:02d}" for d in range(1, 11)], "2026-01-03": [f"2025-12-{d:02d}" for d in range(11, 21)]}
BAD = ["1900-01-01"] * 8 + ["2025-12-30", "2025-12-31"]


def bad_day(city) -> str:
    """A good day, a bad one and a good one after it; the id of the bad delivery."""
    city.deliver("2026-01-01", GOOD["2026-01-01"])
    assert city.run().startswith("✓ 通过") and city.seen() == 10
    bad = city.deliver("2026-01-02", BAD)
    said = city.run()
    assert said.startswith("! 未通过") and "隔离行占比" in said and bad in said
    assert city.seen() == 10
    city.deliver("2026-01-03", GOOD["2026-01-03"])
    assert "未通过" in city.run()
    assert city.seen() == 10
    assert city.verdicts() == [(True, "None"), (False, "2026-01-02"), (False, "2026-01-02")]
    return bad


def test_a_bad_batch_stays_out_across_later_good_days_until_it_is_retracted(city):
    city.decide("retract", bad_day(city))
    assert city.run().startswith("✓ 通过，")
    assert city.seen() == 20
    assert city.verdicts()[-1] == (True, "None")


def test_a_named_person_may_release_a_bad_batch(city):
    city.decide("release", bad_day(city))
    assert city.run().startswith("✓ 通过，")
    assert city.seen() == 22


def test_a_batch_of_which_nothing_is_left_fails_though_the_table_did_not_change(city):
    city.deliver("2026-01-01", GOOD["2026-01-01"])
    city.run()
    bad = city.deliver("2026-01-02", ["1900-01-01"] * 10)
    said = city.run()
    assert said.startswith("! 未通过") and bad in said and city.seen() == 10
    city.decide("release", bad)
    assert city.run().startswith("✓ 通过，") and city.run() == "✓ 没有新数据"


def test_a_first_batch_that_fails_shows_no_row_to_gold(city):
    city.deliver("2026-01-02", BAD)
    assert "未通过" in city.run()
    assert city.seen() == 0


def test_a_table_nothing_was_delivered_to_is_open_to_gold_and_said_to_be_empty(city):
    assert city.run() == "✓ 没有已载入的投递，无行可审"
    assert city.seen() == 0 and city.verdicts() == [(True, "None")]
    assert "无投递" in city.docs.read_text("utf-8") and not list(city.docs.parent.rglob("silver/weather_day/**/*.html"))
    city.deliver("2026-01-01", GOOD["2026-01-01"])
    assert city.run().startswith("✓ 通过，") and city.seen() == 10


def test_a_parked_table_comes_with_its_first_delivery(city):
    from spark_jobs.lakehouse import Lakehouse
    from spark_jobs.runner import Runner

    city.declare(
        "{feed: test.vehicle, title: 车, delivery: {format: csv, mode: increment, every: irregular, zone: Asia/Shanghai}, "
        "names: {vehicle_id: id}, into: {silver.vehicle: {}}}")
    runner, name = Runner(), "silver.vehicle"
    assert [line.said for line in runner.build([name])] == ["还没有投递；第一次投递到来时建表"]
    assert runner.audit([name])[0] == []
    with Lakehouse.open() as lake:
        assert not lake.exists(name)
    sent = city.folder / "vehicle.csv"
    sent.write_text("id\nCL1\n", "utf-8")
    runner.landing.land(sent, "test.vehicle", "2026-01-01")
    runner.ingest(["test.vehicle"])
    assert [line.failed for line in [*runner.build([name]), *runner.audit([name])[0]]] == [False, False]
    with Lakehouse.open() as lake:
        assert lake.rows(f"select count(*) from {lake.name('audited.vehicle')}")[0][0] == 1


def test_a_table_before_the_one_it_refers_to_waits_and_passes_when_that_one_is_there(city):
    from spark_jobs.runner import Runner

    city.declare(
        "{feed: test.region, title: 区, delivery: {format: csv, mode: snapshot, every: irregular, zone: Asia/Shanghai}, "
        "names: {region_code: code, region_name: name, level_code: level}, into: {silver.region: {}}}")
    city.deliver("2026-01-01", GOOD["2026-01-01"])
    said = city.run()
    assert said.startswith("! 未通过") and "区划在区划表内" in said and city.seen() == 0
    sent = city.folder / "region.csv"
    sent.write_text("code,name,level\n630102,城东区,county\n", "utf-8")
    runner = Runner()
    runner.landing.land(sent, "test.region", "2026-01-01")
    assert [line.said for line in [*runner.ingest(["test.region"]), *runner.build(["silver.region"])] if line.failed] == []
    assert city.run().startswith("✓ 通过，") and city.seen() == 10


def test_views_of_what_nothing_fills_follow_their_contract_and_rows_of_a_feed_that_is_gone_stay(city):
    from spark_jobs.lakehouse import Lakehouse

    with Lakehouse.open() as lake:
        for short, rows in (("fire", 0), ("alarm_call", 1)):
            lake.create(f"silver.{short}", {"old": "string"})
            lake.insert(f"silver.{short}", f"select 'x' as old from range({rows})", ["old"])
            lake.point_view(short, lake.version(f"silver.{short}"))
    for _ in range(2):
        city.run()
        with Lakehouse.open() as lake:
            fire, call = (lake.table(f"audited.{short}") for short in ("fire", "alarm_call"))
            assert "fire_id" in fire.columns and fire.count() == 0
            assert call.columns == ["old"] and call.count() == 1


def test_a_table_whose_only_batch_is_retracted_shows_no_row_to_gold(city):
    only = city.deliver("2026-01-01", GOOD["2026-01-01"])
    city.run()
    city.decide("retract", only)
    assert city.run() == "✓ 没有已载入的投递，无行可审"
    assert city.seen() == 0


def test_data_docs_tell_the_check_and_the_delivery(city):
    bad = city.deliver("2026-01-02", BAD)
    city.run()
    index = city.docs.read_text("utf-8")
    assert "未通过" in index and bad in index
    linked = [(city.docs.parent / page).read_text("utf-8") for page in re.findall(r'href="(validations/[^"]+)"', index)]
    assert any(bad in page and "silver.weather_day.delivery" in page for page in linked)


def test_data_docs_ask_no_outside_address(city):
    city.deliver("2026-01-02", BAD)
    city.run()
    fetched = {page.name: found for page in city.docs.parent.rglob("*.html")
               if (found := re.findall(r"""<(?:script|link|img)\b[^>]*https?:[^>]*>""", page.read_text("utf-8")))}
    assert fetched == {}


def test_a_server_that_denies_a_table_once_neither_doubles_nor_loses_rows(city, monkeypatch):
    from spark_jobs.lakehouse import Lakehouse

    city.deliver("2026-06-01", [f"2026-05-{n:02}" for n in range(1, 11)])
    city.run()
    city.deliver("2026-06-02", [f"2026-05-{n:02}" for n in range(11, 21)])
    told, honest = [], Lakehouse.exists

    def deny_once(lake, table):
        told.append(table)
        return told.count(table) > 1 and honest(lake, table)

    monkeypatch.setattr(Lakehouse, "exists", deny_once)
    city.run()
    assert "silver.weather_day" in told
    with Lakehouse.open() as lake:
        counted = [lake.rows(f"select count(*) from {lake.name(t)}")[0][0] for t in ("bronze.test.weather", "audited.weather_day")]
    assert counted == [20, 20]
