-- Everything that speaks for a tag: one row per unit, tag and fact (a state of a register, a fire, a violation, a
-- visit, an alarm), with the fact's local day and its own words. How many facts in how many days make a tag stands in
-- tag_definition, not here.
with last_visit as (
    select unit_id, max(checked_date) as fact_date,
        max_by(inspection_id, struct(checked_date, inspection_id)) as inspection_id
    from {{ ref('unit_inspection') }} where unit_id is not null group by unit_id
)

select unit_id, tag_code, fact_date, fact_text, source_table from {{ ref('tag_state') }}
union all
select unit_id, explode(array('fire_past_year', 'repeated_fire')), fire_date,
    concat('火灾 ', fire_id, '（', fire_date, coalesce(concat('，', cause_name), ''), '）'), 'silver.fire'
from {{ ref('topic_fire') }} where kind_code = '1' and unit_id is not null
union all
select unit_id, explode(array('open_violation', 'overdue_violation')), found_date,
    concat('隐患 ', violation_id, '（', found_date, coalesce(concat('，', violation_name), ''), '）'), 'silver.violation'
from {{ ref('topic_hazard') }} where is_open and unit_id is not null
union all
select unit_id, 'repeated_violation', found_date,
    concat('隐患 ', violation_id, '（', found_date, '，检查项 ', item_code, ' 此前 ', earlier_visit_count, ' 次）'),
    'silver.violation'
from {{ ref('topic_hazard') }} where is_repeat and unit_id is not null
union all
select unit_id, 'failed_inspection', {{ local_date('closed_at') }},
    concat('检查 ', inspection_id, '（', checked_date, '，不合格）'), 'silver.inspection'
from {{ ref('unit_inspection') }} where result_code = '2' and unit_id is not null
union all
select u.unit_id, 'not_inspected', coalesce(v.fact_date, {{ local_date('u.first_seen_at') }}),
    coalesce(concat('最近检查 ', v.inspection_id, '（', v.fact_date, '）'),
             concat('没有检查记录，首次登记 ', {{ local_date('u.first_seen_at') }})),
    if(v.unit_id is null, 'silver.unit', 'silver.inspection')
from {{ ref('topic_unit') }} u left join last_visit v on v.unit_id = u.unit_id
union all
select unit_id, tag_code, recorded_date, concat(kind_name, ' ', record_id, '（', recorded_date, '，', record_text, '）'), source_table
from {{ ref('topic_enforcement') }} where tag_code is not null and unit_id is not null
union all
select unit_id, tag_code, occurred_date,
    concat('设备 ', device_id, '（', {{ local_time('occurred_at') }}, '）'),
    'silver.device_alarm'
from (
    select *, explode(array_compact(array(
        if(verdict_code = '2', 'frequent_false_alarm', null),
        if(alarm_kind_code = '2', 'frequent_fault', null),
        if(alarm_kind_code = '1' and (occurred_hour >= 22 or occurred_hour < 6), 'night_alarm', null),
        if(alarm_kind_code = '1' and verdict_code = '1', 'true_alarm', null)))) as tag_code
    from {{ ref('unit_alarm') }}
    where unit_id is not null and occurred_date > date_sub({{ as_of() }}, 366)
)
