"""A city of wards with nothing above them, whose records end before the business day."""

import pytest

from tests.dbt import province

pytestmark = pytest.mark.lake
WARDS = [{"region_code": code, "region_name": f"{code}区", "level_code": "area"} for code in ("01", "02")]
FIRES = [{"fire_id": fire, "fire_at": f"{day} 04:00:00", "kind_code": "1", "region_code": ward} for fire, day, ward in (
    ("F1", "2026-03-01", "02"), ("F2", "2026-03-01", None), ("F3", "2026-03-01", "99"),
    ("F4", "2026-04-01", "02"), ("F5", "2025-03-31", "02"), ("F6", "2025-04-01", "02"))]
VISITS = [{"inspection_id": "I1", "region_code": "02", "checked_at": "2025-03-01 04:00:00"}]
HAZARDS = [{"violation_id": "V1", "inspection_id": "I1", "item_code": "1", "found_at": "2025-03-01 04:00:00",
            "rectified_at": "2025-05-01 04:00:00"}]
UNTIL = "2026-03-31"


@pytest.fixture(scope="module")
def city(lake):
    made = lake("city")
    made.given(region=WARDS, fire=FIRES, inspection=VISITS, violation=HAZARDS)
    made.build(province.AS_OF, "+wall_kpi", "+wall_basis", labels=province.LABELS, until=UNTIL)
    return lambda query: [tuple(None if v is None else str(v) for v in row.values()) for row in made.rows(query)]


def test_a_fire_that_names_no_ward_is_nobodys(city):
    assert city("select region_code, value from gold.wall_kpi where metric_code = 'fire_count_12m' order by 1") == [
        ("01", "0.0"), ("02", "2.0")]


def test_the_periods_end_with_the_last_day_the_records_tell_of_and_the_registers_with_the_business_day(city):
    assert city("select metric_code, value, previous_value, period_from, period_to from gold.wall_kpi where region_code = '02' "
                "and metric_code in ('fire_count_12m', 'fire_count_ytd', 'unit_count') order by 1") == [
        ("fire_count_12m", "2.0", "1.0", "2025-04-01", UNTIL), ("fire_count_ytd", "1.0", "1.0", "2026-01-01", UNTIL),
        ("unit_count", "0.0", None, province.AS_OF, province.AS_OF)]


def test_the_cases_of_last_year_have_had_as_long_to_close_as_those_of_this(city):
    """From the end of their period to the business day, a year before: the hazard was closed after the one, before the other."""
    assert city("select previous_value from gold.wall_kpi where region_code = '02' and metric_code = 'closed_violation_ratio_12m'") == [
        ("1.0",)]


def test_the_records_behind_a_figure_are_those_of_its_period(city):
    assert city("select record_id from gold.wall_basis where metric_code = 'fire_count_12m' and region_code = '02' order by 1") == [
        ("F1",), ("F6",)]
