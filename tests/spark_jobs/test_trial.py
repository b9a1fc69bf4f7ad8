"""A changed rule is tried beside the lake: the trial holds the rows of the new rule, the lake keeps its own."""

import shutil

import pytest

from tests.spark_jobs.city import FEED, GOOD, LOOSER, OTHER, RULE, WRONG

pytestmark = pytest.mark.lake


@pytest.fixture
def city(settled):
    """Two deliveries, loaded and audited; of three enterprises one has a right code."""
    made = settled(FEED)
    made.deliver("2026-01-01", [(code, "甲", "2020-01-01") for code in (GOOD, WRONG)])
    made.deliver("2026-01-02", [(OTHER, "乙", "2021-01-01")])
    made.load()
    assert made.audit().startswith("✓")
    return made


def lay(anew: list[str]) -> None:
    """The trial's lake, from inside the trial."""
    from spark_jobs.lakehouse import Lakehouse
    from spark_jobs.runner import Runner
    from spark_jobs.trial import ground

    there = {"silver": {"enterprise"}, "audited": {"enterprise"}, "model": set()}
    with Lakehouse.open(only="trial") as lake:
        ground.lay(lake, Runner().contracts, anew, there)


def changed() -> list[str]:
    from spark_jobs.lakehouse import Lakehouse
    from spark_jobs.runner import Runner
    from spark_jobs.trial import ground

    runner = Runner()
    with Lakehouse.open() as lake:
        return ground.changed(lake, runner.contracts, runner.absent)


def standing() -> tuple[dict, dict]:
    from spark_jobs.lakehouse import Lakehouse
    from spark_jobs.trial import ground

    with Lakehouse.open() as lake:
        return ground.standing(lake)


def test_a_trial_holds_the_rows_of_the_changed_rule_and_the_lake_keeps_its_own(city):
    from firelake.settings import trial
    from spark_jobs.runner import Runner

    before, stands = city.rows("*"), standing()
    assert changed() == []
    city.declare(LOOSER)
    assert changed() == ["silver.enterprise"]
    with trial():
        lay(["silver.enterprise"])
        assert city.rows("credit_code", "audited") == [(GOOD,)]  # until the gate has passed what is made anew
        lines = Runner().build(["silver.enterprise"], rebuild=True)
        assert [line.failed for line in lines] == [False]
        assert city.audit().startswith("✓ 通过")
        assert city.rows("credit_code", "audited") == [(GOOD,), (WRONG,), (OTHER,)]
        sums, _ = standing()
        assert (sums["silver.enterprise"]["loaded"], sums["silver.enterprise"]["quarantined"]) == (3, 0)
    assert city.rows("*") == before and standing() == stands
    assert city.rows("credit_code", "audited") == [(GOOD,)]


@pytest.mark.full
def test_of_a_table_that_did_not_change_a_trial_reads_what_gold_reads(city):
    from firelake.settings import trial

    with trial():
        lay([])
        assert city.rows("credit_code", "audited") == [(GOOD,)]
        assert standing()[0]["silver.enterprise"]["quarantined"] == 2


@pytest.mark.full
def test_a_second_trial_begins_anew(city):
    from firelake.settings import trial
    from spark_jobs.runner import Runner

    city.declare(LOOSER)
    with trial():
        lay(["silver.enterprise"])
        Runner().build(["silver.enterprise"], rebuild=True)
        lay([])
        assert city.rows("credit_code", "audited") == [(GOOD,)]
    assert city.rows("credit_code") == [(GOOD,)]


def test_a_trial_writes_neither_landing_nor_bronze(city):
    from firelake.messages import FirelakeError
    from firelake.settings import trial
    from spark_jobs.runner import Runner

    with trial():
        for act in (lambda: city.deliver("2026-01-03", [(OTHER, "丙", "2022-01-01")]), lambda: city.decide("retract", "x"),
                    lambda: Runner().ingest([city.feed])):
            with pytest.raises(FirelakeError) as told:
                act()
            assert told.value.key == "trial_reads_only"


@pytest.mark.full
def test_a_change_of_how_bytes_are_read_cannot_be_tried(city):
    from firelake.settings import trial
    from spark_jobs.runner import Runner

    city.declare(FEED.replace("registered_date: since", "registered_date: [since, from]"))
    with trial():
        lay(["silver.enterprise"])
        lines = Runner().build(["silver.enterprise"], rebuild=True)
    assert [line.failed for line in lines] == [True] and "读取规则也变了" in lines[0].said
    assert city.rows("credit_code") == [(GOOD,)]


def test_only_the_tables_of_a_trial_are_dropped_as_a_whole(city):
    from firelake.messages import FirelakeError
    from firelake.settings import settings
    from spark_jobs.lakehouse import Lakehouse

    before = sorted(settings().state.rglob("*.csv"))
    with Lakehouse.open() as lake, pytest.raises(FirelakeError) as told:
        lake.clear()
    assert told.value.key == "trial_only"
    with pytest.raises(FirelakeError):
        lay([])
    assert city.rows("credit_code") == [(GOOD,)] and before and sorted(settings().state.rglob("*.csv")) == before


def test_a_namespace_no_trial_made_is_left_as_it_is(city):
    from firelake.messages import FirelakeError
    from firelake.settings import settings, trial

    with trial():
        theirs = settings().state / "landing" / "unit.csv"
        theirs.parent.mkdir(parents=True)
        theirs.write_text("U1", "utf-8")
        with pytest.raises(FirelakeError) as told:
            lay([])
        assert told.value.key == "trial_name_taken" and theirs.read_text("utf-8") == "U1"
        shutil.rmtree(settings().state)


@pytest.mark.full
def test_a_table_that_waits_behind_its_audit_is_tried_again(city):
    city.deliver("2026-01-03", [(WRONG, f"甲{n}", "2020-01-01") for n in range(9)])
    city.load()
    assert city.audit().startswith("! 未通过")
    assert changed() == ["silver.enterprise"]


def test_what_waits_to_be_loaded_is_told_before_a_trial(city):
    from spark_jobs.lakehouse import Lakehouse
    from spark_jobs.runner import Runner

    def pending() -> list[str]:
        with Lakehouse.open() as lake:
            return Runner().pending(lake, ["silver.enterprise"])

    assert pending() == []
    city.declare(LOOSER)
    assert pending() == []  # another rule is no delivery
    late = city.deliver("2026-01-03", [(GOOD, "丙", "2022-01-01")])
    assert pending() == ["silver.enterprise"]
    city.decide("retract", late)
    assert pending() == []
    first = next(d for d in Runner().landing.deliveries(city.feed) if d.id != late)
    city.decide("admit", first.id, table=city.table, rule=RULE)
    assert pending() == ["silver.enterprise"]
