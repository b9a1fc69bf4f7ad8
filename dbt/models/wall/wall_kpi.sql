-- Key figures per region, each with the same period a year before (同比). A ratio is a quotient of sums, never a mean of
-- ratios; where there is nothing to divide by it is null.
with member as (select region_code as member_code, explode(path_codes) as region_code from {{ ref('region_path') }}),

period as (
    select stack(3,
        '12m', date_add(add_months({{ as_of() }}, -12), 1), 'ytd', trunc({{ as_of() }}, 'YEAR'), 'now', {{ as_of() }}
    ) as (period_code, period_from)
),

part as (
    select m.region_code, s.period_code, s.measure_code, sum(s.value) as value, sum(s.previous_value) as previous_value
    from {{ ref('measure') }} s join member m on m.member_code = s.region_code
    group by m.region_code, s.period_code, s.measure_code
    union all
    select region_code, 'now', 'high_unit', cast(high_unit_count as decimal(28, 2)), null
    from {{ newest_scores('region_risk') }}
),

valued as (
    select r.region_code, r.prefecture_name, d.metric_code, d.metric_name, p.period_from,
        -- a sum over nothing is 0 and a stock of last year is unknown unless it was counted
        case when d.whole_code is null then coalesce(a.value, 0)
            else try_divide(coalesce(a.value, 0), b.value) end as value,
        case when d.whole_code is not null then try_divide(coalesce(a.previous_value, 0), b.previous_value)
            when d.period_code = 'now' then a.previous_value else coalesce(a.previous_value, 0) end as previous_value
    from {{ ref('region_path') }} r
    cross join {{ ref('metric_definition') }} d
    join period p on p.period_code = d.period_code
    left join part a on a.region_code = r.region_code and a.period_code = d.period_code and a.measure_code = d.part_code
    left join part b on b.region_code = r.region_code and b.period_code = d.period_code
        and b.measure_code = d.whole_code
)

select region_code, prefecture_name, metric_code, metric_name,
    cast(value as double) as value, cast(previous_value as double) as previous_value,
    cast(try_divide(value - previous_value, previous_value) as double) as change_ratio,
    period_from, {{ as_of() }} as period_to
from valued
