-- Every measure per region and organisation, for the period that ends with the business day and the same a year before.
-- Periods: 12m twelve months, ytd since 1 January, now a stock.
with period as (
    select stack(2,
        '12m', date_add(add_months({{ as_of() }}, -12), 1), add_months({{ as_of() }}, -12),
        'ytd', trunc({{ as_of() }}, 'YEAR'), add_months({{ as_of() }}, -12)
    ) as (period_code, first_date, previous_last_date)
),

flow as (
    select p.period_code, d.region_code, d.org_code, d.measure_code,
        sum(d.amount) filter (where d.day_date between p.first_date and {{ as_of() }}) as value,
        sum(d.amount) filter (where d.day_date between add_months(p.first_date, -12) and p.previous_last_date)
            as previous_value
    from {{ ref('measure_day') }} d
    cross join period p
    group by p.period_code, d.region_code, d.org_code, d.measure_code
),

stock as (
    select region_code, org_code, explode(map('unit', 1, 'key_unit', if(key_unit_code is not null, 1, 0),
        'networked_unit', if(is_networked, 1, 0))) as (measure_code, amount), cast(null as int) as previous_amount
    from {{ ref('topic_unit') }} where not is_closed
    union all
    select d.region_code, u.org_code,
        explode(map('device', 1, 'online_device', if(d.is_online, 1, 0))) as (measure_code, amount),
        cast(null as int)
    from {{ as_known('alarm_device', cutoff()) }} d
    left join {{ ref('topic_unit') }} u on u.unit_id = d.unit_id
    union all
    select region_code, org_code, 'open_violation', if(is_open, 1, 0),
        if(found_date <= add_months({{ as_of() }}, -12)
           and coalesce(closed_date > add_months({{ as_of() }}, -12), true), 1, 0)
    from {{ ref('topic_hazard') }}
),

-- A row without a known region counts for the whole deployment only: a fire is never lost from the total.
root as (select min(region_code) as root_code from {{ ref('region_path') }} where size(path_codes) = 1),

summed as (
    select * from flow
    union all
    select 'now', region_code, org_code, measure_code, cast(sum(amount) as decimal(28, 2)),
        cast(sum(previous_amount) as decimal(28, 2))
    from stock group by region_code, org_code, measure_code
)

select s.period_code, s.measure_code, coalesce(r.region_code, root.root_code) as region_code, s.org_code,
    cast(sum(s.value) as decimal(28, 2)) as value, cast(sum(s.previous_value) as decimal(28, 2)) as previous_value
from summed s
cross join root
left join {{ ref('region_path') }} r on r.region_code = s.region_code
group by s.period_code, s.measure_code, coalesce(r.region_code, root.root_code), s.org_code
