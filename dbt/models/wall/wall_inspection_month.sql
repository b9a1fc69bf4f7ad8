-- Inspections per local month of the visit, region, form and arm. Violations count in the month of their visit; a result
-- exists only for closed inspections, so the share that failed is failed_count / closed_count.
with hazard as (
    select inspection_id, count(*) as violation_count, count_if(not is_open) as closed_violation_count
    from {{ ref('topic_hazard') }} group by inspection_id
)

select trunc(i.checked_date, 'MONTH') as month, i.region_code, r.prefecture_name, i.form_name, i.arm_code,
    cast(count(*) as int) as inspection_count, cast(count_if(i.closed_at is not null) as int) as closed_count,
    cast(count_if(i.result_code = '2') as int) as failed_count,
    cast(coalesce(sum(h.violation_count), 0) as int) as violation_count,
    cast(coalesce(sum(h.closed_violation_count), 0) as int) as closed_violation_count
from {{ ref('unit_inspection') }} i
left join hazard h on h.inspection_id = i.inspection_id
left join {{ ref('region_path') }} r on r.region_code = i.region_code
group by trunc(i.checked_date, 'MONTH'), i.region_code, r.prefecture_name, i.form_name, i.arm_code
