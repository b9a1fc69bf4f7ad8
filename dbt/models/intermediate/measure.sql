-- Every measure per region and organisation, for every period of the figures and the same a year before.
with period as ({{ periods() }}),

flow as (
    select p.period_code, d.region_code, d.org_code, d.measure_code,
        sum(d.amount) filter (where d.day_date between p.first_date and p.last_date) as value,
        sum(d.amount_then) filter (where d.day_date between p.previous_first_date and p.previous_last_date)
            as previous_value
    from {{ ref('measure_day') }} d
    join period p on p.period_code <> 'now'
    group by p.period_code, d.region_code, d.org_code, d.measure_code
),

-- What stands at the end of the business day, and what stood a year before.
stock as (
    select region_code, org_code, measure_code, amount, amount_then as previous_amount
    from {{ ref('measure_fact') }} where day_date is null
    union all
    select region_code, org_code, measure_code, cast(null as int), number
    from ({{ register_measures(last_year()) }})
),

summed as (
    select * from flow
    union all
    select 'now', region_code, org_code, measure_code, cast(sum(amount) as decimal(28, 2)),
        cast(sum(previous_amount) as decimal(28, 2))
    from stock group by region_code, org_code, measure_code
)

-- What names no known region or organisation counts for the province alone: a fire is never lost from its total.
select s.period_code, s.measure_code, {{ known_place('region_code') }} as region_code,
    {{ known_place('org_code') }} as org_code,
    cast(sum(s.value) as decimal(28, 2)) as value, cast(sum(s.previous_value) as decimal(28, 2)) as previous_value
from summed s
{{ join_known_places('s') }}
group by s.period_code, s.measure_code, {{ known_place('region_code') }}, {{ known_place('org_code') }}
