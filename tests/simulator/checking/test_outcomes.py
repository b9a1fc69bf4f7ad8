"""The table of ends, and reading what a delivered cell says."""

import datetime as dt
from decimal import Decimal

import pytest

from expectations import contracts
from firelake.messages import FirelakeError
from firelake.settings import ROOT
from simulator.checking.cells import value
from simulator.checking.outcomes import End, Outcomes, parse
from simulator.injector import KINDS

TABLE = Outcomes(ROOT / "tests" / "end_to_end" / "outcomes.yml")
QINGHAI = contracts.load(ROOT / "deployments" / "qinghai")
COLUMN_RULES = ("required", "type", "code", "range", "not_after")


def test_every_kind_of_the_injector_has_an_end():
    assert set(KINDS) <= set(TABLE.lines)


def test_the_most_special_line_counts():
    assert TABLE.end("null_required", "unit", "unit_name", {}) == End("flagged", ("unit_name_required",))
    assert TABLE.end("null_required", "violation", "inspection_id", {}) == End("quarantined", ("inspection_id_required",))
    assert TABLE.end("year_1900", "fire", "fire_at", {"death_count": 1}) == End("flagged", ("fire_at_range",))
    assert TABLE.end("year_1900", "fire", "fire_at", {"death_count": 0}) == End("quarantined", ("datable_unless_deadly",))
    assert TABLE.end("no_such_kind", "unit", "unit_name", {}) is None


def test_every_rule_it_names_exists():
    named = {rule for lines in TABLE.lines.values() for line in lines.values()
             for text in ([line["then"], line["else"]] if isinstance(line, dict) else [line])
             for rule in parse(text).rules}
    rules = {rule for table in QINGHAI.tables.values() for rule in table.rules} | {f"_{r}" for r in COLUMN_RULES}
    columns = {f"{c}_{r}" for table in QINGHAI.tables.values() for c in table.columns for r in COLUMN_RULES}
    assert named - rules - columns == set()


def test_ends_are_read_as_people_write_them():
    assert [parse(t) for t in ("held", "quarantined by rule x_type", "flagged:a,b")] == [
        End("held"), End("quarantined", ("x_type",)), End("flagged", ("a", "b"))]
    with pytest.raises(FirelakeError):
        parse("vanished")


@pytest.mark.parametrize(("table", "column", "text", "expected"), [
    ("unit", "opened_date", "2009年09月11日", dt.date(2009, 9, 11)),
    ("unit", "opened_date", "20200230", None),
    ("enterprise", "registered_date", "20680205", dt.date(2068, 2, 5)),
    ("inspection", "checked_at", "1900-05-08 12:00:00", dt.datetime(1900, 5, 8, 3, 54, 17)),
    ("device_alarm", "occurred_at", "2026/02/01 10:00:00+08:00", dt.datetime(2026, 2, 1, 2)),
    ("unit", "floor_area_m2", "１,234.5", 1234.5),
    ("unit", "floor_area_m2", "123,45", None),
    ("unit", "staff_count", "约12", None),
    ("fire", "direct_loss_yuan", "12.5", Decimal("12.50")),
    ("weather_day", "humidity_ratio", "986251209", 9862512.09),
    ("building", "structure_code", " 砖混 ", next(c for c, label in QINGHAI.codes["structure"].values.items() if label == "砖混")),
    ("building", "structure_code", "?48", "?48"),
    ("alarm_call", "is_fire", "2", False),
    ("unit", "is_crowded", "是", True),
    ("unit", "unit_name", None, None),
])
def test_a_delivered_text_means(table, column, text, expected):
    assert value(table, column, text) == expected
