-- Fires with the grade as reported, the grade by the rule in force on the fire's local day, and the grade by today's
-- rule: the limits moved on 2025-05-01, so only the last makes a series across that day.
with labels as ({{ label_maps('fire_kind', 'fire_place', 'fire_cause', 'fire_grade', 'fire_minor', 'report_state') }}),

{% set parts = ['disposal_cost_yuan', 'injury_cost_yuan', 'other_cost_yuan'] -%}
believable as (
    select * except (fire_at), {{ time_of_fire() }} as fire_at, {{ local_date(time_of_fire()) }} as fire_date
    from {{ believable('fire') }} where known_from <= {{ cutoff() }}
),

fire as (
    -- 直接经济损失 is the sum of its parts: unknown as a whole it is at least what is known of them, and it is known when none
    -- of them is in doubt.
    select *, coalesce(direct_loss_yuan, coalesce(damage_yuan, 0)
        {%- for part in parts %} + coalesce({{ part }}, 0){% endfor %}) as least_loss_yuan,
        coalesce(direct_loss_yuan, if(_flags rlike '(^|[|])({{ parts | join('|') }})_(range|type)', null, damage_yuan
        {%- for part in parts %} + coalesce({{ part }}, 0){% endfor %})) as loss_yuan
    from believable where fire_date <= {{ as_of() }}
),

graded as (
    select *,
        {{ fire_grade('fire_date', 'death_count', 'serious_injury_count', 'loss_yuan') }} as rule_grade_code,
        -- Any one criterion suffices: three dead make a 较大 fire although nobody knows the loss yet.
        coalesce({{ fire_grade(as_of(), 'death_count', 'serious_injury_count', 'loss_yuan') }},
            nullif({{ fire_grade(as_of(), 'coalesce(death_count, 0)', 'coalesce(serious_injury_count, 0)',
                                 'least_loss_yuan') }}, '4')) as same_rule_grade_code
    from fire
)

select
    f.fire_id, f.call_id, f.unit_id, f.building_id, f.fire_at, f.fire_date, trunc(f.fire_date, 'MONTH') as fire_month,
    f.region_code, r.region_name, r.prefecture_name, f.org_code,
    f.kind_code, {{ label('fire_kind', 'f.kind_code') }} as kind_name,
    f.place_code, {{ label('fire_place', 'f.place_code') }} as place_name,
    f.cause_code, {{ label('fire_cause', 'f.cause_code') }} as cause_name,
    f.minor_code, {{ label('fire_minor', 'f.minor_code') }} as minor_name,
    f.grade_code, {{ label('fire_grade', 'f.grade_code') }} as grade_name,
    f.rule_grade_code, {{ label('fire_grade', 'f.rule_grade_code') }} as rule_grade_name,
    f.same_rule_grade_code, {{ label('fire_grade', 'f.same_rule_grade_code') }} as same_rule_grade_name,
    f.grade_code <> f.rule_grade_code as is_grade_doubtful,
    f.death_count, f.serious_injury_count, f.minor_injury_count, f.direct_loss_yuan, f.burned_area_m2,
    f.affected_household_count, f.longitude, f.latitude,
    (unix_timestamp(f.arrived_at) - unix_timestamp(f.received_at)) as arrival_seconds,
    {{ label('report_state', 'f.report_state_code') }} as report_state_name,
    f._flags as flags, f._delivery_id as delivery_id
from graded f
cross join labels
left join {{ ref('region_path') }} r on r.region_code = f.region_code
