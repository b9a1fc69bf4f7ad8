-- Violations (隐患) as known at the end of the business day: open or closed, how long, and whether the same item was
-- found at the same unit on an earlier visit.
with labels as ({{ label_maps('inspection_form', 'inspection_arm', 'inspection_class') }}),

inspection as (select * from {{ as_known('inspection', cutoff()) }}),

found as (
    select v.*,
        {{ local_date('v.found_at') }} as found_date,
        case when {{ believed('v', 'rectified_at') }} <= {{ cutoff() }} then {{ local_date('v.rectified_at') }}
            when v.is_fixed_on_site then {{ local_date('v.found_at') }} end as closed_date,
        coalesce(v.unit_id, i.unit_id) as subject_id, i.address_key, i.region_code, i.org_code, i.form_code, i.arm_code,
        i.class_code, i.inspection_id is not null as has_inspection
    from {{ as_known('violation', cutoff()) }} v
    left join inspection i on i.inspection_id = v.inspection_id
    where {{ local_date('v.found_at') }} <= {{ as_of() }}
),

-- An earlier visit, not an earlier line of the same visit: visits are numbered in time, ties by their number.
visited as (
    select *,
        dense_rank() over (partition by coalesce(subject_id, address_key), item_code
                           order by found_date, inspection_id) as visit_no
    from found
)

select
    v.violation_id, v.inspection_id, v.subject_id as unit_id, v.address_key,
    v.region_code, r.region_name, r.prefecture_name, v.org_code,
    {{ label('inspection_form', 'v.form_code') }} as form_name, {{ label('inspection_arm', 'v.arm_code') }} as arm_name,
    {{ label('inspection_class', 'v.class_code') }} as class_name,
    v.item_code, v.violation_name, v.article_code, v.found_at, v.found_date, v.rectified_at, v.closed_date,
    v.is_fixed_on_site, v.closed_date is null as is_open,
    datediff(coalesce(v.closed_date, {{ as_of() }}), v.found_date) as open_days,
    case when v.item_code is not null and coalesce(v.subject_id, v.address_key) is not null
        then v.visit_no - 1 else 0 end as earlier_visit_count,
    v.item_code is not null and coalesce(v.subject_id, v.address_key) is not null and v.visit_no > 1 as is_repeat,
    v.has_inspection, v._flags as flags, v._delivery_id as delivery_id
from visited v
cross join labels
left join {{ ref('region_path') }} r on r.region_code = v.region_code
