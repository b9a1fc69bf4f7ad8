-- Unit: how often it was inspected, found wanting, burnt and alarmed, as known at the end of the business day. One row
-- per unit on the register.
with visit as (
    select unit_id, count(*) as inspection_count, max(checked_date) as last_checked_date,
        max_by(result_name, struct(closed_at, inspection_id)) filter (where closed_at is not null) as last_result_name
    from {{ ref('unit_inspection') }} group by unit_id
),

hazard as (
    select unit_id, count(*) as violation_count, count_if(is_open) as open_violation_count
    from {{ ref('topic_hazard') }} group by unit_id
),

fire as (
    select unit_id, count(*) as fire_count, max(fire_date) as last_fire_date
    from {{ ref('topic_fire') }} group by unit_id
),

device as (
    select unit_id, count(*) as device_count, count_if(not is_online) as offline_device_count
    from {{ as_known('alarm_device', cutoff()) }} group by unit_id
),

alarm as (
    select unit_id, count(*) as fire_alarm_count_12m, count_if(verdict_code = '1') as true_alarm_count_12m,
        count_if(verdict_code = '2') as false_alarm_count_12m
    from {{ ref('unit_alarm') }} where alarm_kind_code = '1' and {{ in_year('occurred_date') }} group by unit_id
)

select u.unit_id, i.last_checked_date, i.last_result_name, f.last_fire_date,
    {% for name in ['inspection_count', 'violation_count', 'open_violation_count', 'fire_count', 'device_count',
                    'offline_device_count', 'fire_alarm_count_12m', 'true_alarm_count_12m', 'false_alarm_count_12m'] -%}
    cast(coalesce({{ name }}, 0) as int) as {{ name }}{{ ',' if not loop.last }}
    {% endfor %}
from {{ ref('topic_unit') }} u
left join visit i on i.unit_id = u.unit_id
left join hazard v on v.unit_id = u.unit_id
left join fire f on f.unit_id = u.unit_id
left join device d on d.unit_id = u.unit_id
left join alarm a on a.unit_id = u.unit_id
