-- The records behind the key figures (指标依据): one row per figure and record, in the region it counts for. A figure is the
-- sum of `part_amount`, a ratio that over the sum of `whole_amount`. `file_text` is filled at publication from the manifests.
with period as ({{ periods() }}),

counted as (
    select region_code, org_code, day_date, measure_code, amount, source_table, record_id, unit_id, record_text, delivery_id
    from {{ ref('measure_fact') }} where amount <> 0
    union all
    select s.region_code, s.org_code, cast(null as date), 'high_unit', 1, 'model.fire_risk', s.unit_id, s.unit_id, u.unit_name,
        u.delivery_id
    from {{ high_risk_units() }} s
    left join {{ ref('topic_unit') }} u on u.unit_id = s.unit_id
),

figure as (
    select d.metric_code, d.metric_name, d.unit_name, d.part_code, d.whole_code, c.*
    from {{ ref('metric_definition') }} d
    join period p on p.period_code = d.period_code
    join counted c on c.measure_code in (d.part_code, d.whole_code)
        and if(d.period_code = 'now', c.day_date is null, c.day_date between p.first_date and p.last_date)
)

select f.metric_code, f.metric_name, f.unit_name, {{ known_place('region_code') }} as region_code,
    any_value(known_region_code.prefecture_name) as prefecture_name, f.source_table, f.record_id, max(f.day_date) as record_date,
    max(f.record_text) as record_text, max(f.unit_id) as unit_id,
    cast(sum(f.amount) filter (where f.measure_code = f.part_code) as double) as part_amount,
    cast(sum(f.amount) filter (where f.measure_code = f.whole_code) as double) as whole_amount,
    max(f.delivery_id) as delivery_id, cast(null as string) as file_text
from figure f
{{ join_known_places('f') }}
group by f.metric_code, f.metric_name, f.unit_name, {{ known_place('region_code') }}, f.source_table, f.record_id
