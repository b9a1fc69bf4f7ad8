"""Rows set aside come in when a named person admits them, flagged, and every row stays accounted for."""

import json

import pytest
from typer.testing import CliRunner

from tests.spark_jobs.city import FEED, GOOD, OTHER, RULE, WRONG, City

pytestmark = pytest.mark.lake


class Place(City):
    """Deliveries of enterprises of one name."""

    def deliver(self, day: str, codes: list[str]) -> str:
        return super().deliver(day, [(code, "甲", "2020-01-01") for code in codes])

    def stands(self) -> list[tuple]:
        """Codes and flags of the rows of silver."""
        return self.rows("credit_code, _flags")

    def command(self, *words: str) -> tuple[int, str]:
        from cli.main import build
        from firelake.messages import FirelakeError

        done = CliRunner().invoke(build(), list(words))
        return done.exit_code, str(done.exception) if isinstance(done.exception, FirelakeError) else done.output


@pytest.fixture
def place(settled):
    return settled(FEED, Place)


SIGNED = ("--table", "silver.enterprise", "--by", "张三", "--reason", "登记机关证实")


def test_admitted_rows_are_in_silver_flagged_and_only_those_of_that_delivery(place):
    first, second = place.deliver("2026-01-01", [GOOD, WRONG]), place.deliver("2026-01-02", [OTHER])
    place.load()
    assert place.stands() == [(GOOD, "")]
    code, said = place.command("admit", first[:12], "--rule", RULE, *SIGNED)
    assert code == 0 and "放行隔离行" in said
    place.load()
    assert [(code, RULE in flags) for code, flags in place.stands()] == [(GOOD, False), (WRONG, True)]
    aside = json.loads(place.command("quarantine", "--table", "silver.enterprise", "--json")[1])
    assert [(r["delivery"], r["rows"]) for r in aside] == [(second, 1)]
    books = json.loads(place.command("reconcile", "--json")[1])
    assert {r["delivery_id"]: (r["loaded"], r["quarantined"], r["flagged"], r["balanced"]) for r in books} == {
        first: (2, 0, 1, True), second: (0, 1, 0, True)}


def test_a_decision_taken_before_or_after_the_load_and_a_rebuild_make_the_same_table(place):
    sent = place.deliver("2026-01-01", [GOOD, WRONG])
    place.command("admit", sent, "--rule", RULE, *SIGNED)
    place.load()
    before = place.command("checksum", "silver.enterprise")[1]
    assert "2" in before and place.load().startswith("应用 0 个投递")
    place.load(rebuild=True)
    assert place.command("checksum", "silver.enterprise")[1] == before


def test_an_admission_that_is_taken_back_sets_the_rows_aside_again(place):
    sent = place.deliver("2026-01-01", [GOOD, WRONG])
    for words, wanted in (((), [GOOD, WRONG]), (("--withdraw",), [GOOD]), ((), [GOOD, WRONG])):
        assert place.command("admit", sent, "--rule", RULE, *SIGNED, *words)[0] == 0
        place.load()
        assert [code for code, _ in place.stands()] == wanted
        assert all(r["balanced"] for r in json.loads(place.command("reconcile", "--json")[1]))


def test_what_was_never_admitted_cannot_be_taken_back(place):
    sent = place.deliver("2026-01-01", [GOOD, WRONG])
    code, said = place.command("admit", sent, "--rule", RULE, *SIGNED, "--withdraw")
    assert code != 0 and "没有可收回的" in said


def test_a_row_without_its_key_is_not_admitted(place):
    sent = place.deliver("2026-01-01", [GOOD, ""])
    place.load()
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
    place.load()
    place.command("admit", first, "--rule", RULE, *SIGNED)
    earlier = Runner("2026-01-02")
    assert [line.said for line in earlier.build(["silver.enterprise"]) if line.failed] == []
    assert [code for code, _ in place.stands()] == [GOOD, WRONG]


def test_a_table_whose_feed_never_delivered_can_be_rebuilt(place):
    place.load(rebuild=True)
    assert place.stands() == []
    place.deliver("2026-01-01", [GOOD])
    place.load()
    assert place.stands() == [(GOOD, "")]
