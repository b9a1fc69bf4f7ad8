-- Unit x month start: networked devices and their alarms with the verdicts known at that instant. An alarm nobody has
-- verified yet is neither true nor false.
with month as (select distinct as_of_date, at from {{ ref('risk_unit_at') }}),

dated as (
    select device_id, _seen_from, _seen_to, known_from, occurred_at, {{ local_date('occurred_at') }} as occurred_date,
        coalesce(alarm_kind_code = '1' and verdict_code = '1', false) as is_true,
        coalesce(verdict_code = '2', false) as is_false, coalesce(alarm_kind_code = '2', false) as is_fault
    from {{ believable('device_alarm') }}
),

alarm as (
    select a.device_id, m.as_of_date,
        {% for kind in ['true_alarm', 'false_alarm', 'fault'] -%}
        {% set is_kind = 'a.is_' ~ kind.split('_')[0] -%}
        count_if({{ is_kind }} and a.occurred_date >= date_sub(m.as_of_date, 90)) as {{ kind }}_count_90d,
        count_if({{ is_kind }}) as {{ kind }}_count_12m{{ ',' if not loop.last }}
        {% endfor %}
    from dated a
    join month m on a.occurred_date < m.as_of_date and a.occurred_date >= add_months(m.as_of_date, -12)
        and {{ is_known('a', 'm.at') }}
    where a.is_true or a.is_false or a.is_fault
    group by a.device_id, m.as_of_date
)

select d.unit_id, m.as_of_date, cast(count(*) as int) as device_count,
    cast(count_if(not d.is_online) / nullif(count(d.is_online), 0) as double) as offline_ratio,
    {% for name in ['true_alarm_count_90d', 'true_alarm_count_12m', 'false_alarm_count_90d', 'false_alarm_count_12m',
                    'fault_count_90d', 'fault_count_12m'] -%}
    cast(coalesce(sum(a.{{ name }}), 0) as int) as {{ name }}{{ ',' if not loop.last }}
    {% endfor %}
from month m
join {{ believable('alarm_device') }} d on {{ is_known('d', 'm.at') }} and d.unit_id is not null
left join alarm a on a.device_id = d.device_id and a.as_of_date = m.as_of_date
group by d.unit_id, m.as_of_date
