-- Unit x month start: fires, closed inspections and open violations known at that instant. Counts of visits are no
-- features (L6); results of closed visits and the time since the last one are.
-- Facts meet the few months first and the many units last.
with month as (select distinct as_of_date, at from {{ ref('risk_unit_at') }}),

fire as (
    select f.unit_id, m.as_of_date,
        count_if(f.fire_date >= add_months(m.as_of_date, -12)) as fire_count_12m,
        count_if(f.fire_date >= add_months(m.as_of_date, -36)) as fire_count_36m,
        count(*) as fire_count_all,
        datediff(m.as_of_date, max(f.fire_date)) as days_since_fire
    from month m
    join (select *, {{ local_date(time_of_fire()) }} as fire_date from {{ believable('fire') }}
          where kind_code = '1' and unit_id is not null) f
        on f.known_from <= m.at and f.fire_date < m.as_of_date
    group by f.unit_id, m.as_of_date
),

visit as (
    select i.unit_id, m.as_of_date,
        datediff(m.as_of_date, max(i.closed_date)) as days_since_inspection,
        max_by(i.result_code, struct(i.closed_at, i.inspection_id)) as last_result_code,
        max_by(i.violation_count, struct(i.closed_at, i.inspection_id)) as last_violation_count,
        sum(i.violation_count) filter (where i.closed_date >= add_months(m.as_of_date, -12)) as violation_count_12m,
        sum(i.violation_count) filter (where i.closed_date >= add_months(m.as_of_date, -24)) as violation_count_24m,
        sum(i.violation_count) as violation_count_all
    from month m
    join (select *, {{ local_date('closed_at') }} as closed_date from {{ believable('inspection') }}) i
        on {{ is_known('i', 'm.at') }} and i.closed_at < m.at
    group by i.unit_id, m.as_of_date
),

hazard as (
    select v.unit_id, m.as_of_date, count(*) as open_violation_count,
        datediff(m.as_of_date, min(v.found_date)) as oldest_open_violation_days
    from month m
    join (select *, {{ local_date('found_at') }} as found_date from {{ believable('violation') }}) v
        on {{ is_known('v', 'm.at') }} and v.found_at < m.at
        and coalesce(v.rectified_at >= m.at, true) and not coalesce(v.is_fixed_on_site, false)
    group by v.unit_id, m.as_of_date
)

select s.unit_id, s.as_of_date,
    cast(coalesce(f.fire_count_12m, 0) as int) as fire_count_12m,
    cast(coalesce(f.fire_count_36m, 0) as int) as fire_count_36m,
    cast(coalesce(f.fire_count_all, 0) as int) as fire_count_all,
    f.days_since_fire, i.days_since_inspection, i.last_result_code, i.last_violation_count,
    cast(coalesce(i.violation_count_12m, 0) as int) as violation_count_12m,
    cast(coalesce(i.violation_count_24m, 0) as int) as violation_count_24m,
    cast(coalesce(i.violation_count_all, 0) as int) as violation_count_all,
    cast(coalesce(v.open_violation_count, 0) as int) as open_violation_count, v.oldest_open_violation_days
from {{ ref('risk_unit_at') }} s
left join fire f on f.unit_id = s.unit_id and f.as_of_date = s.as_of_date
left join visit i on i.unit_id = s.unit_id and i.as_of_date = s.as_of_date
left join hazard v on v.unit_id = s.unit_id and v.as_of_date = s.as_of_date
