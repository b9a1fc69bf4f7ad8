-- Features and label of fire risk: one row per unit and month start. Every feature was known at the first instant of
-- `as_of_date`; only the label looks ahead, and it is null until its twelve months have passed.
with labelled as (
    select u.unit_id, u.as_of_date, count(*) as fire_count
    from {{ ref('risk_unit_at') }} u
    join {{ ref('topic_fire') }} f on f.unit_id = u.unit_id and f.kind_code = '1'
        and f.fire_date >= u.as_of_date and f.fire_date < add_months(u.as_of_date, 12)
    group by u.unit_id, u.as_of_date
)

select u.* except (at), p.* except (unit_id, as_of_date),
    coalesce(a.device_count, 0) as device_count, a.offline_ratio,
    {% for name in ['true_alarm_count_90d', 'true_alarm_count_12m', 'false_alarm_count_90d', 'false_alarm_count_12m',
                    'fault_count_90d', 'fault_count_12m'] -%}
    coalesce(a.{{ name }}, 0) as {{ name }},
    {% endfor -%}
    r.* except (region_code, as_of_date),
    month(u.as_of_date) as month_no,
    case when add_months(u.as_of_date, 12) <= date_add({{ as_of() }}, 1)
        then if(l.fire_count > 0, 1, 0) end as fire_next_12m
from {{ ref('risk_unit_at') }} u
join {{ ref('risk_past') }} p on p.unit_id = u.unit_id and p.as_of_date = u.as_of_date
left join {{ ref('risk_alarm') }} a on a.unit_id = u.unit_id and a.as_of_date = u.as_of_date
left join {{ ref('risk_region') }} r on r.region_code = u.region_code and r.as_of_date = u.as_of_date
left join labelled l on l.unit_id = u.unit_id and l.as_of_date = u.as_of_date
