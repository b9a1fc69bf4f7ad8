"""The grade of a fire by the rule in force on its local day: every limit of both rules, once below and once at it."""

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




def accepted(breaks, facts: list[tuple]) -> list[set[str]]:
    """Per (fire_at, deaths, serious injuries, loss) the grades that the rule lets stand."""
    columns = ("fire_at", "death_count", "serious_injury_count", "direct_loss_yuan")
    named = [dict(zip(columns, map(_text, f))) for f in facts]
    broken = iter(breaks("silver.fire", *({"fire_id": "F", "grade_code": g} | row for row in named for g in "1234")))
    return [{g for g in "1234" if "grade_by_rule_in_force" not in next(broken)} for _ in named]


def _text(value) -> str | None:
    return None if value is None else str(value)


def test_grade_follows_the_rule_of_its_day(breaks):
    assert dict(zip(GRADES, accepted(breaks, [g[:4] for g in GRADES]))) == {g: {g[4]} for g in GRADES}


def test_fire_with_an_unknown_criterion_may_have_any_grade(breaks):
    unknown = [(None, 0, 0, 0), (NEW, None, 0, 0), (NEW, 0, None, 0), (NEW, 0, 0, None)]
    assert accepted(breaks, unknown) == [set("1234")] * 4


def test_fire_before_the_old_rule_may_have_any_grade(breaks):
    before, since = ("2007-05-31 15:59:59", 0, 0, 500000), ("2007-05-31 16:00:00", 0, 0, 500000)
    assert accepted(breaks, [before, since]) == [set("1234"), {"4"}]
