"""Rules of silver.fire: each broken by an example and kept by a legal near miss."""

TABLE = "silver.fire"
LEGAL = {
    "fire_id": "F1", "fire_at": "2025-06-10 04:00:00", "received_at": "2025-06-10 04:05:00",
    "arrived_at": "2025-06-10 04:15:00", "region_code": "630102", "org_code": "63010200", "kind_code": "1",
    "cause_code": "C01", "minor_code": "2", "grade_code": "4", "death_count": "0", "serious_injury_count": "0",
    "minor_injury_count": "0", "direct_loss_yuan": "100000", "damage_yuan": "90000", "disposal_cost_yuan": "8000",
    "injury_cost_yuan": "0", "other_cost_yuan": "2000", "burned_area_m2": "50", "affected_household_count": "0",
    "structure_code": "1", "fire_resistance_code": "2", "floor_count": "6", "fire_floor": "3", "use_code": "2",
    "longitude": "101.78", "latitude": "36.62", "_as_of": "2025-06-30 15:59:59",
}
MINOR = {"minor_code": "1", "damage_yuan": "500", "disposal_cost_yuan": "0", "other_cost_yuan": "0",
         "direct_loss_yuan": "500"}
TWENTY_MILLION = {"direct_loss_yuan": "20000000", "damage_yuan": "19990000"}
BEFORE, SINCE = {"fire_at": "2025-04-30 15:59:59"}, {"fire_at": "2025-04-30 16:00:00"}    # midnight in Xining between
UNHURRIED = {"received_at": None, "arrived_at": None}
DWELLING = {"kind_code": "2", "affected_household_count": "1"}
BRICK = {"structure_code": "2", "fire_resistance_code": "3"}
BASEMENT = {"floor_count": "0", "fire_floor": "-1"}
COMPENSATED = {"injury_cost_yuan": "1", "damage_yuan": "89999"}
CASES = [
    ("datable_unless_deadly", {"fire_at": None}, {"fire_at": None, "death_count": "1"}),
    ("datable_unless_deadly", UNHURRIED | {"fire_at": "2025-06-30 16:00:00"},
     UNHURRIED | {"fire_at": "2025-06-30 15:59:59"}),
    ("grade_by_rule_in_force", BEFORE | TWENTY_MILLION, SINCE | TWENTY_MILLION),
    ("grade_by_rule_in_force", SINCE | TWENTY_MILLION | {"grade_code": "3"},
     BEFORE | TWENTY_MILLION | {"grade_code": "3"}),
    ("minor_is_ordinary", MINOR | {"direct_loss_yuan": "30000500", "disposal_cost_yuan": "30000000", "grade_code": "3"},
     MINOR | {"direct_loss_yuan": "29999999.99", "disposal_cost_yuan": "29999499.99"}),
    ("minor_without_casualty", MINOR | {"minor_injury_count": "1"}, MINOR),
    ("minor_below_loss_limit", MINOR | {"damage_yuan": "1000", "direct_loss_yuan": "1000"},
     MINOR | {"damage_yuan": "999.99", "direct_loss_yuan": "999.99"}),
    ("minor_not_arson", MINOR | {"cause_code": "C09"}, {"cause_code": "C09"}),
    ("minor_burned_area", MINOR | {"burned_area_m2": "100.1"}, MINOR | {"burned_area_m2": "100"}),
    ("burned_area_unless_minor", {"burned_area_m2": "0"}, MINOR | {"burned_area_m2": "0"}),
    ("disposal_cost_unless_minor", {"disposal_cost_yuan": "0", "damage_yuan": "98000"}, MINOR),
    ("household_of_dwelling_fire", DWELLING | {"affected_household_count": "0"}, DWELLING),
    ("injury_cost_needs_casualty", COMPENSATED, COMPENSATED | {"minor_injury_count": "1"}),
    ("loss_is_sum_of_parts", {"direct_loss_yuan": "100000.01"},
     {"direct_loss_yuan": "100000.01", "damage_yuan": "90000.01"}),
    ("started_before_call", {"fire_at": "2025-06-10 04:05:01"}, {"fire_at": "2025-06-10 04:05:00"}),
    ("arrived_after_call", {"arrived_at": "2025-06-10 04:04:59"}, {"arrived_at": "2025-06-10 04:05:00"}),
    ("fire_floor_within_building", {"fire_floor": "7"}, {"fire_floor": "6"}),
    ("structure_resistance", {"structure_code": "1", "fire_resistance_code": "3"},
     {"structure_code": "1", "fire_resistance_code": "1"}),
    ("structure_resistance", {"structure_code": "2", "fire_resistance_code": "4"}, BRICK),
    ("structure_resistance", {"structure_code": "3", "fire_resistance_code": "2"},
     {"structure_code": "3", "fire_resistance_code": "3"}),
    ("structure_resistance", {"structure_code": "7", "fire_resistance_code": "1"},
     {"structure_code": "7", "fire_resistance_code": "4"}),
    ("dwelling_floors_resistance", DWELLING | {"floor_count": "19"}, DWELLING | {"floor_count": "18"}),
    ("dwelling_floors_resistance high_rise_resistance", DWELLING | BRICK | {"floor_count": "10"},
     DWELLING | BRICK | {"floor_count": "9"}),
    ("building_floors_resistance", {"use_code": "1", "floor_count": "17"}, {"use_code": "1", "floor_count": "16"}),
    ("building_floors_resistance", BRICK | {"use_code": "1", "floor_count": "9"},
     BRICK | {"use_code": "1", "floor_count": "8"}),
    ("factory_resistance", BRICK | {"use_code": "3"}, BRICK | {"use_code": "4"}),
    ("high_rise_resistance", BRICK | {"floor_count": "10"}, BRICK | {"floor_count": "9"}),
    ("underground_resistance", BASEMENT, BASEMENT | {"fire_resistance_code": "1"}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "89.5", "latitude": "36.2"}),
    ("org_covers_region", {"org_code": "63020200"}, {"org_code": "63010300"}),
]
