"""双随机抽查专题: what became of every unit drawn, and whether it was published within twenty working days."""

import datetime as dt

import pytest

from tests.dbt import province

pytestmark = pytest.mark.lake
FIRST = dt.date(2026, 1, 1)
KNOWN = "2026-06-20 15:59:59"
# Mondays to Fridays work, but the first of May is a holiday: a due date moves with it.
DAYS = [{"day_date": str(day), "is_workday": day.weekday() < 5 and (day.month, day.day) != (5, 1), "is_holiday": (day.month, day.day) == (5, 1),
         "known_from": province.OLD} for day in (FIRST + dt.timedelta(n) for n in range(250))]
DRAWS = [{"draw_id": "Q1", "region_code": "111", "org_code": "11100", "class_code": "1", "drawn_at": "2026-04-01 00:30:00",
          "pool_size": 90, "target_count": 6, "known_from": KNOWN}]
DRAWS.append(DRAWS[0] | {"draw_id": "Q2", "region_code": "112", "org_code": "11200", "target_count": 1})
TARGETS = [{"target_id": f"T{n}", "draw_id": "Q2" if n == 2 else "Q1", "unit_id": f"U{n}" if n < 3 else f"X{n}", "probability": 0.0667,
            "known_from": KNOWN} for n in range(1, 7)]


def _result(number: int, entered: str, code: str = "1") -> dict:
    return {"target_id": f"T{number}", "unit_id": f"X{number}", "inspection_id": f"I{number}", "checked_at": entered, "entered_at": entered,
            "result_code": code, "known_from": KNOWN}


# Entered on Thursday 2 April: the twentieth working day is 30 April; on the 3rd: 4 May, for the 1st is a holiday.
RESULTS = [_result(1, "2026-04-02 02:00:00"), _result(2, "2026-04-03 02:00:00"), _result(3, "2026-04-02 02:00:00"),
           _result(4, "2026-06-15 02:00:00"), _result(5, "2026-06-15 02:00:00", "4")]
SHOWN = [{"publicity_id": f"G{n}", "target_id": f"T{n}", "channel_code": "1", "published_at": at, "known_from": KNOWN}
         for n, at in ((1, "2026-05-06 02:00:00"), (1, "2026-04-30 15:00:00"), (2, "2026-05-04 16:00:00"))]
# The prefecture set one for all of it, a county two for itself.
CAPS = [{"cap_id": name, "cap_year": 2026, "region_code": region, "category_code": "1", "cap_count": count, "known_from": province.OLD}
        for name, region, count in (("S1", "111", 1), ("S2", "111", 3), ("S3", "11", 4))]


@pytest.fixture(scope="module")
def drawn(lake):
    made = lake("draws")
    units = [row | {"category_code": "1"} for row in province.UNITS]
    visits = [*province.INSPECTIONS, {**province.INSPECTIONS[-1], "inspection_id": "I9", "unit_id": "U1", "checked_at": "2026-06-01 02:00:00"}]
    made.given(region=province.REGIONS, unit=units, inspection=visits, calendar_day=DAYS, draw=DRAWS, draw_target=TARGETS,
               draw_result=RESULTS, draw_publicity=SHOWN, inspection_cap=CAPS)
    made.build(province.AS_OF, "+topic_draw", labels=province.LABELS)
    return lambda query: [tuple(None if v is None else str(v) for v in row.values()) for row in made.rows(query)]


def test_a_result_is_public_within_twenty_working_days_or_late(drawn):
    assert drawn("select target_id, due_date, published_date, publicity_state_name from gold.topic_draw order by target_id") == [
        ("T1", "2026-04-30", "2026-04-30", "按期公示"),
        ("T2", "2026-05-04", "2026-05-05", "逾期公示"),
        ("T3", "2026-04-30", None, "逾期未公示"),
        ("T4", "2026-07-13", None, "待公示"),
        ("T5", "2026-07-13", None, "随其他检查公示"),
        ("T6", None, None, "未录入结果"),
    ]


def test_the_cap_is_that_of_the_nearest_region_and_the_lower_of_two(drawn):
    assert drawn("select target_id, visit_count, cap_count, is_over_cap from gold.topic_draw where target_id in ('T1', 'T2', 'T3') "
                 "order by target_id") == [("T1", "2", "1", "True"), ("T2", "1", "4", "False"), ("T3", "0", None, None)]
