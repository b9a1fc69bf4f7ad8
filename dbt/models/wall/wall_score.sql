-- Quality of the reported months by the six dimensions of GB/T 36344 (docs/quality.md), as the auditor's report counted them. The
-- newest reported month is marked: its parts are shown one by one. Scores by region stay with the report: the board is open to all.
select to_date(concat(month, '-01')) as month, kind as kind_code,
    case kind when 'whole' then '全部' when 'table' then '数据表' when 'feed' then '数据源' end as kind_name,
    name as object_code, title as object_name, norm, complete, accurate, consistent, timely, readable, asked, failed, reported_at,
    month = (select max(month) from {{ source('ops', 'score') }} where to_date(concat(month, '-01')) <= {{ as_of() }}) as is_newest
from {{ source('ops', 'score') }}
where to_date(concat(month, '-01')) <= {{ as_of() }} and kind <> 'region'
