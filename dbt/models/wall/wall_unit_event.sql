-- What happened to a unit, in words, each with the table and the delivery it comes from. Device alarms: fire alarms of
-- the last twelve months.
with labels as ({{ label_maps('alarm_verdict') }}),

event as (
    select unit_id, _seen_from as event_at, '登记' as event_kind,
        if(_seen_from = min(_seen_from) over (partition by unit_id), '首次登记', '登记信息变更') as event_text,
        'silver.unit' as source_table, unit_id as source_id, _delivery_id as delivery_id
    from {{ source('audited', 'unit') }} where _seen_from <= {{ cutoff() }}
    union all
    select unit_id, checked_at, '检查', concat(coalesce(form_name, '检查'), '：', coalesce(result_name, '未办结')),
        'silver.inspection', inspection_id, delivery_id
    from {{ ref('unit_inspection') }}
    union all
    select unit_id, found_at, '隐患', concat(coalesce(violation_name, item_code, '隐患'), if(is_open, '（未闭环）', '（已闭环）')),
        'silver.violation', violation_id, delivery_id
    from {{ ref('topic_hazard') }}
    union all
    select unit_id, rectified_at, '整改', concat(coalesce(violation_name, item_code, '隐患'), ' 整改完成'),
        'silver.violation', violation_id, delivery_id
    from {{ ref('topic_hazard') }} where closed_date is not null and rectified_at is not null
    union all
    select unit_id, fire_at, '火灾', concat_ws('，', coalesce(cause_name, '原因不明'), grade_name,
            if(death_count > 0, concat('死亡 ', death_count, ' 人'), null), concat('损失 ', direct_loss_yuan, ' 元')),
        'silver.fire', fire_id, delivery_id
    from {{ ref('topic_fire') }}
    union all
    select unit_id, recorded_at, kind_name, record_text, source_table, record_id, delivery_id
    from {{ ref('topic_enforcement') }} where unit_id is not null
    union all
    select unit_id, occurred_at, '报警',
        concat('设备 ', device_id, ' 火警，', coalesce({{ label('alarm_verdict', 'verdict_code') }}, '未核实')),
        'silver.device_alarm', concat_ws('/', device_id, date_format(occurred_at, 'yyyyMMddHHmmss'), alarm_kind_code),
        delivery_id
    from {{ ref('unit_alarm') }} cross join labels
    where alarm_kind_code = '1' and {{ in_year('occurred_date') }}
)

select e.unit_id, u.region_code, u.org_code, e.event_at, e.event_kind, e.event_text, e.source_table, e.source_id,
    e.delivery_id
from event e
join {{ ref('topic_unit') }} u on u.unit_id = e.unit_id
