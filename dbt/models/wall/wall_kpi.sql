-- Key figures per region, each with the same period a year before (同比). A ratio is a quotient of sums, never a mean of
-- ratios; where there is nothing to divide by it is null. Quotients are doubles: decimals would round shares to percents.
with member as (select region_code as member_code, explode(path_codes) as region_code from {{ ref('region_path') }}),

period as ({{ periods() }}),

part as (
    select m.region_code, s.period_code, s.measure_code, sum(s.value) as value, sum(s.previous_value) as previous_value
    from (
        select region_code, measure_code, period_code, value, previous_value from {{ ref('measure') }}
        union all
        select region_code, 'high_unit', 'now', cast(unit_count as decimal(28, 2)), null from {{ ref('high_unit') }}) s
    join member m on m.member_code = s.region_code
    group by m.region_code, s.period_code, s.measure_code
),

-- Stocks somebody counted a year before: there a region without rows had none; of the others nothing is known.
counted as (select measure_code from {{ ref('measure') }} group by measure_code having count(previous_value) > 0),

valued as (
    select r.region_code, r.prefecture_name, d.metric_code, d.metric_name, p.first_date, p.last_date,
        case when d.whole_code is null then cast(coalesce(a.value, 0) as double)
            else try_divide(cast(coalesce(a.value, 0) as double), cast(b.value as double)) end as value,
        case when d.whole_code is not null
                then try_divide(cast(coalesce(a.previous_value, 0) as double), cast(b.previous_value as double))
            when d.period_code <> 'now' or c.measure_code is not null
                then cast(coalesce(a.previous_value, 0) as double) end as previous_value
    from {{ ref('region_path') }} r
    cross join {{ ref('metric_definition') }} d
    join period p on p.period_code = d.period_code
    left join part a on a.region_code = r.region_code and a.period_code = d.period_code and a.measure_code = d.part_code
    left join part b on b.region_code = r.region_code and b.period_code = d.period_code
        and b.measure_code = d.whole_code
    left join counted c on c.measure_code = d.part_code
)

select region_code, prefecture_name, metric_code, metric_name,
    value, previous_value, try_divide(value - previous_value, previous_value) as change_ratio,
    first_date as period_from, last_date as period_to
from valued
