-- Unit x month start: networked devices and their alarms with the verdicts known at that instant. An alarm nobody has
-- verified yet is neither true nor false.
with month as (select distinct as_of_date, at from {{ ref('risk_unit_at') }}),

alarm as (
    select a.device_id, m.as_of_date,
        count_if(a.is_true and a.is_recent) as true_alarm_count_90d, count_if(a.is_true) as true_alarm_count_12m,
        count_if(a.is_false and a.is_recent) as false_alarm_count_90d, count_if(a.is_false) as false_alarm_count_12m,
        count_if(a.is_fault and a.is_recent) as fault_count_90d, count_if(a.is_fault) as fault_count_12m
    from month m
    join lateral (
        select d.device_id,
            coalesce(d.alarm_kind_code = '1' and d.verdict_code = '1', false) as is_true,
            coalesce(d.verdict_code = '2', false) as is_false,
            coalesce(d.alarm_kind_code = '2', false) as is_fault,
            {{ local_date('d.occurred_at') }} >= date_sub(m.as_of_date, 90) as is_recent
        from {{ source('audited', 'device_alarm') }} d
        where {{ is_known('d', 'm.at') }} and d.occurred_at < m.at
          and {{ local_date('d.occurred_at') }} >= add_months(m.as_of_date, -12)
    ) a
    group by a.device_id, m.as_of_date
)

select d.unit_id, m.as_of_date, cast(count(*) as int) as device_count,
    cast(count_if(not d.is_online) / nullif(count(d.is_online), 0) as double) as offline_ratio,
    {% for name in ['true_alarm_count_90d', 'true_alarm_count_12m', 'false_alarm_count_90d', 'false_alarm_count_12m',
                    'fault_count_90d', 'fault_count_12m'] -%}
    cast(coalesce(sum(a.{{ name }}), 0) as int) as {{ name }}{{ ',' if not loop.last }}
    {% endfor %}
from month m
join {{ source('audited', 'alarm_device') }} d on {{ is_known('d', 'm.at') }} and d.unit_id is not null
left join alarm a on a.device_id = d.device_id and a.as_of_date = m.as_of_date
group by d.unit_id, m.as_of_date
