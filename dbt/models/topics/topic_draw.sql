-- Random checks (双随机), one row per unit drawn, as known at the end of the business day: the draw, what came of it, when it was
-- published and by when it had to be, and how often the unit was visited that year beside the cap. A cap is shown only: it
-- switches no duty off.
with labels as ({{ label_maps('draw_result', 'inspection_class', 'publicity_channel') }}),

workday as (
    select day_date, row_number() over (order by day_date) as number from {{ source('audited', 'calendar_day') }} where is_workday
),

drawn as (
    select t.*, d.region_code, d.org_code, d.class_code, d.drawn_at, d.pool_size, {{ local_date('d.drawn_at') }} as drawn_date
    from {{ as_known('draw_target', cutoff()) }} t
    join {{ as_known('draw', cutoff()) }} d on d.draw_id = t.draw_id
    where {{ local_date('d.drawn_at') }} <= {{ as_of() }}
),

published as (
    select target_id, min({{ local_date('published_at') }}) as published_date, min_by(channel_code, published_at) as channel_code
    from {{ as_known('draw_publicity', cutoff()) }} group by target_id
),

-- The task is done when the result is entered; twenty working days on it has to be public.
result as (
    select r.*, {{ local_date('r.entered_at') }} as entered_date, due.day_date as due_date
    from {{ as_known('draw_result', cutoff()) }} r
    left join (select day_date, max(number) over (order by day_date) as number
               from (select c.day_date, w.number from {{ source('audited', 'calendar_day') }} c
                     left join workday w on w.day_date = c.day_date)) done on done.day_date = {{ local_date('r.entered_at') }}
    left join workday due on due.number = done.number + 20
),

visited as (
    select unit_id, year(checked_date) as visit_year, count(*) as visit_count
    from {{ ref('unit_inspection') }} where recheck_of is null group by unit_id, year(checked_date)
),

-- The cap of the nearest region that set one; where one region set two, the lower.
cap as (
    select t.target_id,
        min_by(c.cap_count, struct(array_position(coalesce(p.path_codes, array(t.region_code)), c.region_code), c.cap_count)) as cap_count
    from drawn t
    join {{ as_known('unit', cutoff()) }} u on u.unit_id = t.unit_id
    left join {{ ref('region_path') }} p on p.region_code = t.region_code
    join {{ known_by('inspection_cap', cutoff()) }} c
        on c.cap_year = year(t.drawn_date) and c.category_code = u.category_code
        and array_contains(coalesce(p.path_codes, array(t.region_code)), c.region_code)
    group by t.target_id
)

select
    t.target_id, t.draw_id, t.unit_id, t.region_code, p.region_name, p.prefecture_name, t.org_code, t.drawn_at, t.drawn_date,
    {{ label('inspection_class', 't.class_code') }} as class_name, t.probability, t.pool_size,
    r.inspection_id, r.checked_at, r.entered_date, {{ label('draw_result', 'r.result_code') }} as result_name,
    r.due_date, s.published_date, {{ label('publicity_channel', 's.channel_code') }} as channel_name,
    case when r.target_id is null then '未录入结果'
        when r.result_code = '4' then '随其他检查公示'
        when s.published_date <= r.due_date then '按期公示'
        when s.published_date is not null and r.due_date is not null then '逾期公示'
        when s.published_date is not null then '已公示'
        when r.due_date < {{ as_of() }} then '逾期未公示' else '待公示' end as publicity_state_name,
    coalesce(v.visit_count, 0) as visit_count, c.cap_count, coalesce(v.visit_count, 0) > c.cap_count as is_over_cap,
    t._delivery_id as delivery_id
from drawn t
cross join labels
left join result r on r.target_id = t.target_id
left join published s on s.target_id = t.target_id
left join {{ ref('region_path') }} p on p.region_code = t.region_code
left join visited v on v.unit_id = t.unit_id and v.visit_year = year(t.drawn_date)
left join cap c on c.target_id = t.target_id
