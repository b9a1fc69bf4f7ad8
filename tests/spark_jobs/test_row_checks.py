"""Conditions that reach across tables, over small frames: of whom they ask, and who passes."""

import pytest

from expectations.contracts import load
from expectations.row_checks import row_checks
from tests.expectations.engine import DEPLOYMENT

pytestmark = pytest.mark.lake
CALL = "call_id string, is_fire boolean, category_code string"
CALLS = [("C1", True, "1"), ("C2", True, "1"), ("C3", False, "4"), ("C4", None, None)]
LOSS = "loss_id string, fire_id string, amount_yuan decimal(18,2), _seen_to timestamp"
UNIT = "unit_id string, credit_code string, region_code string, _seen_to timestamp"


@pytest.fixture(scope="module")
def spark(lake_server):
    from firelake import connect

    session = connect.session()
    yield session
    session.stop()


def judged(spark, table: str, kind: str, other: str, **frames) -> list[tuple]:
    """Key, asked and passed of every row of the table. `frames`: table → (schema, rows)."""
    for name, (schema, rows) in frames.items():
        spark.createDataFrame(rows, schema).createOrReplaceTempView(f"across_{name}")
    contracts = load(DEPLOYMENT)
    contract = contracts.tables[f"silver.{table}"]
    (check,) = (c for n, a in enumerate(contract.audit) if a["check"] == kind and a.get("table") == f"silver.{other}"
                for c in row_checks(contracts, contract, a, n, lambda name: f"across_{name.split('.')[1]}"))
    return [tuple(row) for row in spark.sql(f"select t.`{contract.key[0]}`, {check.asked}, {check.passes} from across_{table} t "
                                            f"{check.join} order by 1").collect()]


def test_a_call_that_was_a_fire_has_a_record_of_the_fire(spark):
    fires = ("call_id string", [("C1",), ("C1",), ("C9",)])
    assert judged(spark, "alarm_call", "counterpart", "fire", alarm_call=(CALL, CALLS), fire=fires) == [
        ("C1", True, True), ("C2", True, False), ("C3", False, False), ("C4", False, False)]


def test_where_nothing_was_ever_delivered_no_counterpart_is_asked(spark):
    found = judged(spark, "alarm_call", "counterpart", "dispatch", alarm_call=(CALL, CALLS), dispatch=("call_id string", []))
    assert [asked for _, asked, _ in found] == [False] * 4


def test_the_items_of_a_loss_add_up_to_what_the_fire_says(spark):
    losses = [("L1", "F1", 10, None), ("L2", "F1", 5, None), ("L3", "F2", 7, None), ("L4", "F2", 9, "2026-01-01 00:00:00"),
              ("L5", "F3", 1, None), ("L6", "F9", 1, None)]
    rows = spark.createDataFrame([(a, b, c, d) for a, b, c, d in losses], "a string, b string, c int, d string").selectExpr(
        "a as loss_id", "b as fire_id", "cast(c as decimal(18,2)) as amount_yuan", "cast(d as timestamp) as _seen_to")
    rows.createOrReplaceTempView("across_fire_loss")
    spark.createDataFrame([("F1", 15), ("F2", 7), ("F3", 2)], "fire_id string, n int").selectExpr(
        "fire_id", "cast(n as decimal(18,2)) as damage_yuan").createOrReplaceTempView("across_fire")
    assert judged(spark, "fire_loss", "sums", "fire") == [
        ("L1", True, True), ("L2", True, True), ("L3", True, True), ("L4", True, True),   # L4 is not in force: the sum of F2 is 7
        ("L5", True, False), ("L6", False, False)]


def test_two_systems_say_the_same_county_of_one_holder(spark):
    units = [("U1", "A", "630102", None), ("U2", "B", "630102", None), ("U3", "C", "630102", None), ("U4", None, "630102", None)]
    held = [("E1", "A", "630102", None), ("E2", "B", "630103", None)]
    assert judged(spark, "unit", "agrees", "enterprise", unit=(UNIT, units),
                  enterprise=(UNIT.replace("unit_id", "enterprise_id"), held)) == [
        ("U1", True, True), ("U2", True, False), ("U3", False, False), ("U4", False, False)]
