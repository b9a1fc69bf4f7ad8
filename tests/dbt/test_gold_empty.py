"""Gold builds where little or nothing is delivered."""

import pytest

pytestmark = pytest.mark.lake


def test_every_model_builds_on_an_empty_lake(lake):
    empty = lake("empty")
    empty.build("2026-06-30")
    for model in ("risk_unit_month", "unit_tag", "wall_kpi", "wall_region", "wall_unit_page", "wall_fire_month",
        "wall_map"):
        assert empty.rows(f"select count(*) as n from gold.{model}") == [{"n": 0}], model


def test_a_city_that_inspects_addresses_has_its_hazards_and_fires_without_units_or_regions(lake):
    city = lake("city")
    visits = [{"inspection_id": i, "address_key": "1 MAIN ST", "checked_at": at, "closed_at": at, "result_code": "2",
               "violation_count": 1} for i, at in (("A", "2018-03-01 03:00:00"), ("B", "2019-03-01 15:00:00"))]
    city.given(
        inspection=visits,
        violation=[{"violation_id": f"V{v['inspection_id']}", "inspection_id": v["inspection_id"], "item_code": "2.7.1",
                    "found_at": v["checked_at"]} for v in visits],
        place=[{"place_id": "P1", "address": "1 MAIN ST"}],
        fire=[{"fire_id": "F1", "fire_at": "2019-01-01 03:00:00", "kind_code": "2"}])
    city.build("2020-06-30", "+wall_inspection_month", "+wall_fire_month", "+risk_unit_month", zone="America/Toronto")
    assert city.rows("select violation_id, cast(found_date as string) as found, "
        "earlier_visit_count from gold.topic_hazard order by 1") == [
        {"violation_id": "VA", "found": "2018-02-28", "earlier_visit_count": 0},
        {"violation_id": "VB", "found": "2019-03-01", "earlier_visit_count": 1}]
    assert city.rows("select cast(month as string) as month, region_code, fire_count from gold.wall_fire_month") == [
        {"month": "2018-12-01", "region_code": None, "fire_count": 1}]
    assert city.rows("select cast(month as string) as month, inspection_count, "
        "violation_count from gold.wall_inspection_month order by 1") == [
        {"month": "2018-02-01", "inspection_count": 1, "violation_count": 1},
        {"month": "2019-03-01", "inspection_count": 1, "violation_count": 1}]
    assert city.rows("select count(*) as n from gold.risk_unit_month") == [{"n": 0}]
