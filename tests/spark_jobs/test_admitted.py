"""Rows set aside come in when a named person admits them, flagged, and every row stays accounted for."""

import csv
import json
import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

ROOT = Path(__file__).resolve().parents[2]
FEED = """
feed: test.enterprise
title: 主体
delivery: {format: csv, mode: increment, every: irregular, zone: Asia/Shanghai}
names: {credit_code: code, enterprise_name: name, registered_date: since}
into: {silver.enterprise: {}}
"""
GOOD, WRONG, OTHER = "91350100M000100Y43", "91350100M000100Y44", "91350100M000100Y45"
RULE = "credit_code_check"
pytestmark = pytest.mark.lake


@pytest.fixture
def place(lake_server, tmp_path, monkeypatch):
    """deliver(day, codes) → id; run() → the line of the table; rows() of silver; command(words) → exit code and words."""
    from firelake.settings import settings

    deployment = tmp_path / "place"
    shutil.copytree(ROOT / "deployments" / "qinghai" / "codes", deployment / "codes")
    (deployment / "feeds").mkdir()
    (deployment / "feeds" / "test.enterprise.yml").write_text(FEED, "utf-8")
    (deployment / "deployment.yml").write_text("{deployment: place, title: 城, zone: Asia/Shanghai}", "utf-8")
    monkeypatch.setenv("FIRELAKE_DEPLOYMENT", str(deployment))
    monkeypatch.setenv("FIRELAKE_NAMESPACE", f"admit_{os.getpid()}_{abs(hash(tmp_path)) % 10_000}")
    settings.cache_clear()
    yield Place(tmp_path)
    shutil.rmtree(settings().state, ignore_errors=True)
    settings.cache_clear()


class Place:
    def __init__(self, folder: Path):
        self.folder = folder

    def deliver(self, day: str, codes: list[str]) -> str:
        from spark_jobs.runner import Runner

        sent = self.folder / "sent" / day
        sent.mkdir(parents=True)
        with (sent / "e.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("code", "name", "since"), *((c, "甲", "2020-01-01") for c in codes)])
        (sent / "manifest.json").write_text(json.dumps({"feed": "test.enterprise", "as_of": day}))
        return Runner().landing.land(sent).id

    def run(self, rebuild: bool = False) -> str:
        from spark_jobs.runner import Runner

        runner = Runner()
        lines = [*runner.ingest(["test.enterprise"]), *runner.build(["silver.enterprise"], rebuild)]
        assert [line.said for line in lines if line.failed] == []
        return lines[-1].said

    def rows(self) -> list[tuple]:
        from spark_jobs.lakehouse import Lakehouse

        with Lakehouse.open() as lake:
            said = lake.rows(f"select credit_code, _flags from {lake.name('silver.enterprise')} order by 1")
            return [tuple(row) for row in said]

    def command(self, *words: str) -> tuple[int, str]:
        from cli.main import build
        from firelake.messages import FirelakeError

        done = CliRunner().invoke(build(), list(words))
        return done.exit_code, str(done.exception) if isinstance(done.exception, FirelakeError) else done.output


SIGNED = ("--table", "silver.enterprise", "--by", "张三", "--reason", "登记机关证实")


def test_admitted_rows_are_in_silver_flagged_and_only_those_of_that_delivery(place):
    first, second = place.deliver("2026-01-01", [GOOD, WRONG]), place.deliver("2026-01-02", [OTHER])
    place.run()
    assert place.rows() == [(GOOD, "")]
    code, said = place.command("admit", first[:12], "--rule", RULE, *SIGNED)
    assert code == 0 and "放行隔离行" in said
    place.run()
    assert [(code, RULE in flags) for code, flags in place.rows()] == [(GOOD, False), (WRONG, True)]
    aside = json.loads(place.command("quarantine", "--table", "silver.enterprise", "--json")[1])
    assert [(r["delivery"], r["rows"]) for r in aside] == [(second, 1)]
    books = json.loads(place.command("reconcile", "--json")[1])
    assert {r["delivery_id"]: (r["loaded"], r["quarantined"], r["flagged"], r["balanced"]) for r in books} == {
        first: (2, 0, 1, True), second: (0, 1, 0, True)}


def test_a_decision_taken_before_or_after_the_load_and_a_rebuild_make_the_same_table(place):
    sent = place.deliver("2026-01-01", [GOOD, WRONG])
    place.command("admit", sent, "--rule", RULE, *SIGNED)
    place.run()
    before = place.command("checksum", "silver.enterprise")[1]
    assert "2" in before and place.run().startswith("应用 0 个投递")
    place.run(rebuild=True)
    assert place.command("checksum", "silver.enterprise")[1] == before


def test_an_admission_that_is_taken_back_sets_the_rows_aside_again(place):
    sent = place.deliver("2026-01-01", [GOOD, WRONG])
    for words, wanted in (((), [GOOD, WRONG]), (("--withdraw",), [GOOD]), ((), [GOOD, WRONG])):
        assert place.command("admit", sent, "--rule", RULE, *SIGNED, *words)[0] == 0
        place.run()
        assert [code for code, _ in place.rows()] == wanted
        assert all(r["balanced"] for r in json.loads(place.command("reconcile", "--json")[1]))


def test_what_was_never_admitted_cannot_be_taken_back(place):
    sent = place.deliver("2026-01-01", [GOOD, WRONG])
    code, said = place.command("admit", sent, "--rule", RULE, *SIGNED, "--withdraw")
    assert code != 0 and "没有可收回的" in said


def test_a_row_without_its_key_is_not_admitted(place):
    sent = place.deliver("2026-01-01", [GOOD, ""])
    place.run()
    code, said = place.command("admit", sent, "--rule", "credit_code_required", *SIGNED)
    assert code != 0 and "不能放行" in said and RULE in said


def test_an_admission_needs_a_name_and_a_reason(place):
    sent = place.deliver("2026-01-01", [GOOD, WRONG])
    code, said = place.command("admit", sent, "--rule", RULE, "--table", "silver.enterprise")
    assert code != 0 and "--by" in said


def test_a_run_for_an_earlier_day_makes_the_table_anew_with_what_came_later(place):
    from spark_jobs.runner import Runner

    first = place.deliver("2026-01-01", [WRONG])
    place.deliver("2026-01-05", [GOOD])
    place.run()
    place.command("admit", first, "--rule", RULE, *SIGNED)
    earlier = Runner("2026-01-02")
    assert [line.said for line in earlier.build(["silver.enterprise"]) if line.failed] == []
    assert [code for code, _ in place.rows()] == [GOOD, WRONG]


def test_a_table_whose_feed_never_delivered_can_be_rebuilt(place):
    place.run(rebuild=True)
    assert place.rows() == []
    place.deliver("2026-01-01", [GOOD])
    place.run()
    assert place.rows() == [(GOOD, "")]
