"""A city of wards with nothing above them: what names no ward counts for none."""

import pytest

from tests.dbt import province

pytestmark = pytest.mark.lake
WARDS = [{"region_code": code, "region_name": f"{code}区", "level_code": "area"} for code in ("01", "02")]
FIRES = [{"fire_id": fire, "fire_at": "2026-03-01 04:00:00", "kind_code": "1", "region_code": ward}
         for fire, ward in (("F1", "02"), ("F2", None), ("F3", "99"))]


def test_a_fire_that_names_no_ward_is_nobodys(lake):
    city = lake("city")
    city.given(region=WARDS, fire=FIRES)
    city.build(province.AS_OF, "+wall_kpi", labels=province.LABELS)
    found = city.rows("select region_code, value from gold.wall_kpi where metric_code = 'fire_count_12m' order by region_code")
    assert [tuple(row.values()) for row in found] == [("01", 0.0), ("02", 1.0)]
