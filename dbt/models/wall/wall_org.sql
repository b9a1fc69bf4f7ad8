-- Fire organisations: what happened in their jurisdiction and what the risk model expects. An organisation includes
-- those below it; ranks are among organisations of the same level.
with labels as ({{ label_maps('risk_grade', 'org_level') }}),

member as (select org_code as member_code, explode(path_codes) as org_code from {{ ref('org_path') }}),

figure as (
    select m.org_code, cast({{ measure('unit', 'now') }} as int) as unit_count,
        cast({{ measure('open_violation', 'now') }} as int) as open_violation_count,
        cast({{ measure('fire') }} as int) as fire_count_12m,
        cast({{ measure('fire', '12m', 'previous_value') }} as int) as fire_count_prev_12m,
        cast({{ measure('death') }} as int) as death_count_12m,
        cast({{ measure('inspection') }} as int) as inspection_count_12m,
        cast({{ measure('direct_loss_yuan') }} as decimal(18, 2)) as direct_loss_yuan_12m
    from {{ ref('measure') }} s join member m on m.member_code = s.org_code
    group by m.org_code
),

high as (
    select m.org_code, cast(sum(h.unit_count) as int) as high_unit_count
    from {{ ref('high_unit') }} h join member m on m.member_code = h.org_code
    group by m.org_code
),

scored as (
    select *, count(*) over (partition by level) as listed from {{ newest_scores('org_risk') }}
)

select o.org_code, o.org_name, o.org_level_code as level_code, {{ label('org_level', 'o.org_level_code') }} as level,
    o.parent_code, o.detachment_name, o.region_code, r.prefecture_name,
    coalesce(f.unit_count, 0) as unit_count, coalesce(h.high_unit_count, 0) as high_unit_count,
    coalesce(f.fire_count_12m, 0) as fire_count_12m, coalesce(f.fire_count_prev_12m, 0) as fire_count_prev_12m,
    coalesce(f.death_count_12m, 0) as death_count_12m, coalesce(f.direct_loss_yuan_12m, 0) as direct_loss_yuan_12m,
    coalesce(f.inspection_count_12m, 0) as inspection_count_12m,
    coalesce(f.open_violation_count, 0) as open_violation_count,
    s.expected_fire_count, s.expected_low, s.expected_high,
    s.grade_code, {{ label('risk_grade', 's.grade_code') }} as grade_name,
    if(s.listed > 1, s.rank_low, null) as rank_low, if(s.listed > 1, s.rank_high, null) as rank_high,
    {{ rank_text('s.rank_low', 's.rank_high', 's.listed') }} as rank_text
from {{ ref('org_path') }} o
cross join labels
left join figure f on f.org_code = o.org_code
left join high h on h.org_code = o.org_code
left join scored s on s.org_code = o.org_code
left join {{ ref('region_path') }} r on r.region_code = o.region_code
