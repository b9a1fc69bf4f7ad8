-- What the fire service and the public did about a unit on paper, one row per record as known at the end of the business
-- day: documents, penalties, seizures, permits, complaints, 重大火灾隐患. A date that cannot be is unknown, and the record waits
-- for a better one. `tag_code`: the tag the record speaks for.
with labels as ({{ label_maps('document_kind', 'penalty_kind', 'permit_result', 'complaint_kind', 'supervisor_level') }}),

record as (
    select document_id as record_id, unit_id, {{ believed('d', 'issued_at') }} as recorded_at, '文书' as kind_name,
        coalesce({{ label('document_kind', 'd.kind_code') }}, '执法文书') as record_text, false as is_open,
        cast(null as string) as tag_code, 'silver.enforcement_document' as source_table, _delivery_id as delivery_id
    from {{ as_known('enforcement_document', cutoff()) }} d cross join labels
    union all
    select case_id, unit_id, {{ believed('p', 'decided_at') }}, '处罚',
        concat(coalesce({{ label('penalty_kind', 'p.penalty_kind_code') }}, '行政处罚'),
               if({{ believed('p', 'fine_yuan') }} > 0, concat(' ', p.fine_yuan, ' 元'), '')),
        {{ believed('p', 'closed_at') }} is null, 'penalised_past_year', 'silver.penalty_case', _delivery_id
    from {{ as_known('penalty_case', cutoff()) }} p cross join labels
    union all
    select seizure_id, unit_id, {{ believed('s', 'decided_at') }}, '查封',
        concat(coalesce(s.part_name, '临时查封'), if({{ believed('s', 'lifted_at') }} is null, '（未解除）', '（已解除）')),
        {{ believed('s', 'lifted_at') }} is null, null, 'silver.seizure', _delivery_id
    from {{ as_known('seizure', cutoff()) }} s
    union all
    -- A revoked permit speaks from the day it was revoked: without that day it waits.
    select permit_id, unit_id, if(r.result_code = '3', {{ believed('r', 'revoked_at') }}, {{ believed('r', 'decided_at') }}), '许可',
        coalesce({{ label('permit_result', 'r.result_code') }}, '许可'), false,
        if(r.result_code = '3', 'permit_revoked_past_year', null), 'silver.permit', _delivery_id
    from {{ as_known('permit', cutoff()) }} r cross join labels
    union all
    select complaint_id, unit_id, {{ believed('c', 'accepted_at') }}, '举报',
        concat(coalesce({{ label('complaint_kind', 'c.kind_code') }}, '举报投诉'),
               case when c.is_true then '（属实）' when not c.is_true then '（不属实）' else '（未核查）' end),
        c.is_true is null, if(c.is_true, 'true_complaint_past_year', null), 'silver.complaint', _delivery_id
    from {{ as_known('complaint', cutoff()) }} c cross join labels
    union all
    select hazard_id, unit_id, {{ believed('h', 'judged_at') }}, '重大隐患',
        concat(coalesce({{ label('supervisor_level', 'h.supervisor_code') }}, '重大火灾隐患'),
               if({{ believed('h', 'cleared_at') }} is null, '（未销案）', '（已销案）')),
        {{ believed('h', 'cleared_at') }} is null,
        if({{ believed('h', 'cleared_at') }} is null, 'open_major_hazard', null), 'silver.major_hazard', _delivery_id
    from {{ as_known('major_hazard', cutoff()) }} h cross join labels
)

select record_id, unit_id, recorded_at, {{ local_date('recorded_at') }} as recorded_date, kind_name, record_text, is_open,
    tag_code, source_table, delivery_id
from record
where {{ local_date('recorded_at') }} <= {{ as_of() }}
