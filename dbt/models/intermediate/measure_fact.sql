-- What is counted: one row per record and measure. What happened has its local day; what a register holds at the end of the
-- business day has none. `amount_then` is what the same record had come to a year before the business day: a case that took
-- two years to close was open then, else last year would always look better closed.
{% set was_closed = local_date('closed_at') ~ ' <= ' ~ last_year() -%}
{% set was_verified = "(verdict_code is not null and coalesce(" ~ local_date('verdict_at') ~ " <= " ~ last_year() ~ ", true))" -%}
with fact as (
    select region_code, org_code, fire_date as day_date, measure_code, amount, amount as amount_then,
        'silver.fire' as source_table, fire_id as record_id, unit_id, record_text, delivery_id
    from (
        select region_code, org_code, fire_date, fire_id, unit_id, delivery_id,
            concat_ws('，', kind_name, cause_name, grade_name) as record_text,
            explode(map('fire', 1, 'unit_fire', if(kind_code = '1', 1, 0),
                -- by today's rule on both sides of 2025-05-01
                'serious_fire', if(same_rule_grade_code in ('1', '2', '3'), 1, 0),
                'death', death_count, 'serious_injury', serious_injury_count, 'minor_injury', minor_injury_count,
                'direct_loss_yuan', direct_loss_yuan)) as (measure_code, amount)
        from {{ ref('topic_fire') }})
    union all
    select region_code, org_code, checked_date, inline(array(
        struct('inspection', 1, 1),
        struct('closed_inspection', if(closed_at is not null, 1, 0), if({{ was_closed }}, 1, 0)),
        struct('failed_inspection', if(result_code = '2', 1, 0), if(result_code = '2' and {{ was_closed }}, 1, 0)))),
        'silver.inspection', inspection_id, unit_id, concat_ws('，', form_name, if(closed_at is null, '未办结', coalesce(result_name, '结果未填'))), delivery_id
    from {{ ref('unit_inspection') }}
    union all
    select region_code, org_code, found_date, inline(array(
        struct('violation', 1, 1),
        struct('closed_violation', if(is_open, 0, 1), if(closed_date <= {{ last_year() }}, 1, 0)))),
        'silver.violation', violation_id, unit_id, coalesce(violation_name, item_code), delivery_id
    from {{ ref('topic_hazard') }}
    union all
    select region_code, org_code, occurred_date, inline(array(
        struct('fire_alarm', 1, 1),
        struct('verified_alarm', if(verdict_code is not null, 1, 0), if({{ was_verified }}, 1, 0)),
        struct('false_alarm', if(verdict_code = '2', 1, 0), if(verdict_code = '2' and {{ was_verified }}, 1, 0)))),
        'silver.device_alarm', concat_ws('/', device_id, date_format(occurred_at, 'yyyyMMddHHmmss'), alarm_kind_code), unit_id,
        device_id, delivery_id
    from {{ ref('unit_alarm') }} where alarm_kind_code = '1'
    union all
    -- A register that began later says nothing of last year.
    select region_code, org_code, cast(null as date), measure_code, number, cast(null as int), source_table, record_id, unit_id,
        record_text, delivery_id
    from ({{ register_measures(as_of()) }})
    union all
    select region_code, org_code, cast(null as date), 'open_violation', if(is_open, 1, 0),
        if(found_date <= {{ last_year() }} and coalesce(closed_date > {{ last_year() }}, true), 1, 0),
        'silver.violation', violation_id, unit_id, coalesce(violation_name, item_code), delivery_id
    from {{ ref('topic_hazard') }}
)

select day_date, region_code, org_code, measure_code, cast(amount as decimal(28, 2)) as amount,
    cast(amount_then as decimal(28, 2)) as amount_then, source_table, record_id, unit_id, record_text, delivery_id
from fact
where day_date is null or amount <> 0 or amount_then <> 0
