-- Inspections as known at the end of the business day; the result counts only once the case is closed.
{% set is_closed = believed('i', 'closed_at') ~ ' <= ' ~ cutoff() -%}
with labels as ({{ label_maps('inspection_form', 'inspection_class', 'inspection_result') }})

select
    i.inspection_id, i.unit_id, i.address_key, i.region_code, i.org_code, i.form_code,
    {{ label('inspection_form', 'i.form_code') }} as form_name, i.arm_code,
    {{ label('inspection_class', 'i.class_code') }} as class_name,
    i.checked_at, {{ local_date('i.checked_at') }} as checked_date,
    case when {{ is_closed }} then i.closed_at end as closed_at,
    case when {{ is_closed }} then i.result_code end as result_code,
    case when {{ is_closed }} then {{ label('inspection_result', 'i.result_code') }} end as result_name,
    i.violation_count, i.recheck_of, i._delivery_id as delivery_id
from {{ as_known('inspection', cutoff()) }} i
cross join labels
where {{ local_date('i.checked_at') }} <= {{ as_of() }}
