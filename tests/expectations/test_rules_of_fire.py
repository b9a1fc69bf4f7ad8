"""Rules of silver.fire: each broken by an example and kept by a legal near miss."""

import pytest

TABLE = "silver.fire"
LEGAL = {
    "fire_id": "F1", "fire_at": "2025-06-10 04:00:00", "received_at": "2025-06-10 04:05:00",
    "arrived_at": "2025-06-10 04:15:00", "region_code": "630102", "org_code": "63010200", "kind_code": "1",
    "cause_code": "C01", "minor_code": "2", "grade_code": "4", "death_count": "0", "serious_injury_count": "0",
    "minor_injury_count": "0", "direct_loss_yuan": "100000", "damage_yuan": "90000", "disposal_cost_yuan": "8000",
    "injury_cost_yuan": "0", "other_cost_yuan": "2000", "burned_area_m2": "50", "affected_household_count": "0",
    "structure_code": "1", "fire_resistance_code": "2", "floor_count": "6", "fire_floor": "3", "use_code": "2",
    "longitude": "101.78", "latitude": "36.62",
}
CASES = [
    ("grade_by_rule_in_force", {"fire_at": "2025-04-30 15:59:59", "direct_loss_yuan": "20000000", "damage_yuan": "19990000"},
     {"fire_at": "2025-04-30 16:00:00", "direct_loss_yuan": "20000000", "damage_yuan": "19990000"}),
    ("grade_by_rule_in_force", {"fire_at": "2025-04-30 16:00:00", "grade_code": "3", "direct_loss_yuan": "20000000", "damage_yuan": "19990000"},
     {"fire_at": "2025-04-30 15:59:59", "grade_code": "3", "direct_loss_yuan": "20000000", "damage_yuan": "19990000"}),
    ("minor_is_ordinary", {"minor_code": "1", "damage_yuan": "500", "disposal_cost_yuan": "30000000", "other_cost_yuan": "0", "direct_loss_yuan": "30000500", "grade_code": "3"},
     {"minor_code": "1", "damage_yuan": "500", "disposal_cost_yuan": "29999499.99", "other_cost_yuan": "0", "direct_loss_yuan": "29999999.99"}),
    ("minor_without_casualty", {"minor_code": "1", "damage_yuan": "500", "disposal_cost_yuan": "0", "other_cost_yuan": "0", "direct_loss_yuan": "500", "minor_injury_count": "1"},
     {"minor_code": "1", "damage_yuan": "500", "disposal_cost_yuan": "0", "other_cost_yuan": "0", "direct_loss_yuan": "500"}),
    ("minor_below_loss_limit", {"minor_code": "1", "damage_yuan": "1000", "disposal_cost_yuan": "0", "other_cost_yuan": "0", "direct_loss_yuan": "1000"},
     {"minor_code": "1", "damage_yuan": "999.99", "disposal_cost_yuan": "0", "other_cost_yuan": "0", "direct_loss_yuan": "999.99"}),
    ("minor_not_arson", {"minor_code": "1", "damage_yuan": "500", "disposal_cost_yuan": "0", "other_cost_yuan": "0", "direct_loss_yuan": "500", "cause_code": "C09"},
     {"cause_code": "C09"}),
    ("minor_burned_area", {"minor_code": "1", "damage_yuan": "500", "disposal_cost_yuan": "0", "other_cost_yuan": "0", "direct_loss_yuan": "500", "burned_area_m2": "100.1"},
     {"minor_code": "1", "damage_yuan": "500", "disposal_cost_yuan": "0", "other_cost_yuan": "0", "direct_loss_yuan": "500", "burned_area_m2": "100"}),
    ("burned_area_unless_minor", {"burned_area_m2": "0"},
     {"minor_code": "1", "damage_yuan": "500", "disposal_cost_yuan": "0", "other_cost_yuan": "0", "direct_loss_yuan": "500", "burned_area_m2": "0"}),
    ("disposal_cost_unless_minor", {"disposal_cost_yuan": "0", "damage_yuan": "98000"},
     {"minor_code": "1", "damage_yuan": "500", "disposal_cost_yuan": "0", "other_cost_yuan": "0", "direct_loss_yuan": "500"}),
    ("household_of_dwelling_fire", {"kind_code": "2"}, {"kind_code": "2", "affected_household_count": "1"}),
    ("injury_cost_needs_casualty", {"injury_cost_yuan": "1", "damage_yuan": "89999"},
     {"injury_cost_yuan": "1", "damage_yuan": "89999", "minor_injury_count": "1"}),
    ("loss_is_sum_of_parts", {"direct_loss_yuan": "100000.01"},
     {"direct_loss_yuan": "100000.01", "damage_yuan": "90000.01"}),
    ("started_before_call", {"fire_at": "2025-06-10 04:05:01"}, {"fire_at": "2025-06-10 04:05:00"}),
    ("arrived_after_call", {"arrived_at": "2025-06-10 04:04:59"}, {"arrived_at": "2025-06-10 04:05:00"}),
    ("fire_floor_within_building", {"fire_floor": "7"}, {"fire_floor": "6"}),
    ("structure_resistance", {"structure_code": "1", "fire_resistance_code": "3"},
     {"structure_code": "1", "fire_resistance_code": "1"}),
    ("structure_resistance", {"structure_code": "2", "fire_resistance_code": "4"},
     {"structure_code": "2", "fire_resistance_code": "3"}),
    ("structure_resistance", {"structure_code": "3", "fire_resistance_code": "2"},
     {"structure_code": "3", "fire_resistance_code": "3"}),
    ("structure_resistance", {"structure_code": "7", "fire_resistance_code": "1"},
     {"structure_code": "7", "fire_resistance_code": "4"}),
    ("dwelling_floors_resistance", {"kind_code": "2", "affected_household_count": "1", "floor_count": "19"},
     {"kind_code": "2", "affected_household_count": "1", "floor_count": "18"}),
    ("dwelling_floors_resistance high_rise_resistance", {"kind_code": "2", "affected_household_count": "1", "structure_code": "2", "fire_resistance_code": "3", "floor_count": "10"},
     {"kind_code": "2", "affected_household_count": "1", "structure_code": "2", "fire_resistance_code": "3", "floor_count": "9"}),
    ("building_floors_resistance", {"use_code": "1", "floor_count": "17"}, {"use_code": "1", "floor_count": "16"}),
    ("building_floors_resistance", {"use_code": "1", "structure_code": "2", "fire_resistance_code": "3", "floor_count": "9"},
     {"use_code": "1", "structure_code": "2", "fire_resistance_code": "3", "floor_count": "8"}),
    ("factory_resistance", {"use_code": "3", "structure_code": "2", "fire_resistance_code": "3"},
     {"use_code": "4", "structure_code": "2", "fire_resistance_code": "3"}),
    ("high_rise_resistance", {"structure_code": "2", "fire_resistance_code": "3", "floor_count": "10"},
     {"structure_code": "2", "fire_resistance_code": "3", "floor_count": "9"}),
    ("underground_resistance", {"floor_count": "0", "fire_floor": "-1"},
     {"floor_count": "0", "fire_floor": "-1", "fire_resistance_code": "1"}),
    ("coordinates_in_china", {"longitude": "36.62", "latitude": "101.78"}, {"longitude": "73.5", "latitude": "39.3"}),
    ("org_covers_region", {"org_code": "63020200"}, {"org_code": "63010300"}),
]


@pytest.mark.parametrize("rules, broken, near_miss", CASES, ids=[case[0] for case in CASES])
def test_rule_is_broken_by_the_example_only(breaks, rules, broken, near_miss):
    assert breaks(TABLE, LEGAL | broken, LEGAL | near_miss) == [set(rules.split()), set()]


def test_every_rule_has_an_example(contracts):
    assert {rule for case in CASES for rule in case[0].split()} == set(contracts.tables[TABLE].rules)
