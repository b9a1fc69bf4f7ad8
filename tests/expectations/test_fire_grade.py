"""The grade of a fire by the rule in force on its local day: every limit of both rules, once below and once at it."""

import pytest

OLD, NEW = "2025-04-30 04:00:00", "2025-05-01 04:00:00"
GRADES = [
    (OLD, 29, 0, 0, "2"), (OLD, 30, 0, 0, "1"), (OLD, 0, 99, 0, "2"), (OLD, 0, 100, 0, "1"),
    (OLD, 9, 0, 0, "3"), (OLD, 10, 0, 0, "2"), (OLD, 0, 49, 0, "3"), (OLD, 0, 50, 0, "2"),
    (OLD, 2, 0, 0, "4"), (OLD, 3, 0, 0, "3"), (OLD, 0, 9, 0, "4"), (OLD, 0, 10, 0, "3"),
    (OLD, 0, 0, "9999999.99", "4"), (OLD, 0, 0, "10000000", "3"),
    (OLD, 0, 0, "49999999.99", "3"), (OLD, 0, 0, "50000000", "2"),
    (OLD, 0, 0, "99999999.99", "2"), (OLD, 0, 0, "100000000", "1"),
    (NEW, 30, 0, 0, "1"), (NEW, 10, 0, 0, "2"), (NEW, 3, 0, 0, "3"), (NEW, 2, 9, 0, "4"),
    (NEW, 0, 0, "29999999.99", "4"), (NEW, 0, 0, "30000000", "3"),
    (NEW, 0, 0, "99999999.99", "3"), (NEW, 0, 0, "100000000", "2"),
    (NEW, 0, 0, "299999999.99", "2"), (NEW, 0, 0, "300000000", "1"),
]


def accepted(breaks, **facts) -> set[str]:
    """The grades that the rule lets stand on a fire with these facts."""
    rows = [{"fire_id": "F", "grade_code": grade} | facts for grade in "1234"]
    return {row["grade_code"] for row, broken in zip(rows, breaks("silver.fire", *rows))
            if "grade_by_rule_in_force" not in broken}


@pytest.mark.parametrize("fire_at, deaths, serious, loss, grade", GRADES)
def test_grade_follows_the_rule_of_its_day(breaks, fire_at, deaths, serious, loss, grade):
    facts = {"death_count": str(deaths), "serious_injury_count": str(serious), "direct_loss_yuan": str(loss)}
    assert accepted(breaks, fire_at=fire_at, **facts) == {grade}


def test_fire_without_known_loss_may_have_any_grade(breaks):
    facts = {"death_count": "0", "serious_injury_count": "0", "direct_loss_yuan": None}
    assert accepted(breaks, fire_at=NEW, **facts) == set("1234")


def test_fire_before_the_old_rule_may_have_any_grade(breaks):
    facts = {"death_count": "0", "serious_injury_count": "0", "direct_loss_yuan": "500000"}
    assert accepted(breaks, fire_at="2007-05-31 15:59:59", **facts) == set("1234")
