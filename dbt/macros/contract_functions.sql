{# Derived from the contracts by `firelake gold --derive`; do not edit. #}

{# fire grade 1 特别重大, 2 重大, 3 较大, 4 一般 by the rule in force on the fire's local day; null when a criterion is unknown or the day lies before 条例493号 (2007-06-01, to confirm), whose predecessor of 1996 counted otherwise. For one rule over all years pass a fixed day. Any one criterion suffices. The limits of 受灾户 that the rule of 2025 adds are not published: they stand here when the client delivers them. The limits stand nowhere else. #}
{% macro fire_grade(day, deaths, serious, loss) -%}
(case
  when ({{ day }}) is null or ({{ deaths }}) is null or ({{ serious }}) is null or ({{ loss }}) is null then null
  when ({{ day }}) < date'2007-06-01' then null
  when ({{ deaths }}) >= 30 or ({{ serious }}) >= 100 then '1'
  when ({{ day }}) < date'2025-05-01' and ({{ loss }}) >= 100000000 then '1'
  when ({{ day }}) >= date'2025-05-01' and ({{ loss }}) >= 300000000 then '1'
  when ({{ deaths }}) >= 10 or ({{ serious }}) >= 50 then '2'
  when ({{ day }}) < date'2025-05-01' and ({{ loss }}) >= 50000000 then '2'
  when ({{ day }}) >= date'2025-05-01' and ({{ loss }}) >= 100000000 then '2'
  when ({{ deaths }}) >= 3 or ({{ serious }}) >= 10 then '3'
  when ({{ day }}) < date'2025-05-01' and ({{ loss }}) >= 10000000 then '3'
  when ({{ day }}) >= date'2025-05-01' and ({{ loss }}) >= 30000000 then '3'
  else '4'
end)
{%- endmacro %}

{# Columns that have bounds: a value beyond them is kept and flagged in silver. #}
{% macro bounded_columns(table) -%}
{{ return({
    'alarm_call': ["received_at", "longitude", "latitude"],
    'alarm_device': ["installed_date"],
    'alarm_disposal': ["alarmed_at", "disposed_at"],
    'building': ["longitude", "latitude", "height_m", "floor_count", "underground_floor_count", "floor_area_m2", "dwelling_count", "built_year", "exit_count", "stair_count"],
    'complaint': ["accepted_at", "examined_at", "replied_at"],
    'device_alarm': ["occurred_at", "received_at", "resend_count", "verdict_at"],
    'dispatch': ["ordered_at", "departed_at", "reached_at", "returned_at", "vehicle_count", "firefighter_count"],
    'dispatch_event': ["occurred_at"],
    'draw': ["drawn_at", "pool_size", "target_count", "inspector_count"],
    'draw_publicity': ["completed_at", "published_at"],
    'draw_result': ["checked_at", "entered_at"],
    'draw_target': ["probability"],
    'duty_check': ["asked_at", "limit_minutes", "answered_at"],
    'enforcement_document': ["issued_at", "served_at", "due_date", "violation_count"],
    'enterprise': ["registered_date"],
    'fire': ["fire_at", "received_at", "arrived_at", "death_count", "serious_injury_count", "minor_injury_count", "direct_loss_yuan", "damage_yuan", "disposal_cost_yuan", "injury_cost_yuan", "other_cost_yuan", "burned_area_m2", "affected_household_count", "floor_count", "fire_floor", "longitude", "latitude"],
    'fire_casualty': ["age", "died_at"],
    'fire_cause_version': ["found_at"],
    'fire_loss': ["amount_yuan"],
    'inspection': ["checked_at", "closed_at", "violation_count"],
    'inspection_cap': ["cap_year", "cap_count", "published_date"],
    'inspection_object': ["listed_date", "removed_date"],
    'inspector': ["certified_until"],
    'isolation_period': ["started_at", "ended_at"],
    'major_hazard': ["judged_at", "due_date", "cleared_at"],
    'penalty_case': ["filed_at", "decided_at", "fine_yuan", "paid_at", "closed_at"],
    'permit': ["applied_at", "decided_at", "revoked_at"],
    'place': ["longitude", "latitude"],
    'rectification': ["ordered_at", "due_date", "extended_date", "rechecked_at"],
    'region': ["longitude", "latitude", "population", "area_km2"],
    'seizure': ["decided_at", "expires_date", "lifted_at"],
    'station': ["longitude", "latitude", "crew_count", "vehicle_count"],
    'transmission_device': ["installed_date"],
    'unit': ["longitude", "latitude", "floor_area_m2", "staff_count", "opened_date", "closed_date"],
    'violation': ["found_at", "rectified_at"],
    'weather_day': ["day_date", "avg_temperature_c", "max_temperature_c", "min_temperature_c", "max_wind_ms", "humidity_ratio", "precipitation_mm"]
}.get(table, [])) }}
{%- endmacro %}
