-- Regions: what happened and what the risk model expects. Ranks are among regions of the same level.
with labels as ({{ label_maps('risk_grade') }}),

member as (select region_code as member_code, explode(path_codes) as region_code from {{ ref('region_path') }}),

high as (
    select m.region_code, cast(sum(h.unit_count) as int) as high_unit_count
    from {{ ref('high_unit') }} h join member m on m.member_code = h.region_code
    group by m.region_code
),

scored as (
    select *, count(*) over (partition by level) as listed from {{ newest_scores('region_risk') }}
)

select t.region_code, t.region_name, t.level_code, t.parent_code, t.prefecture_name, t.unit_count,
    coalesce(h.high_unit_count, 0) as high_unit_count,
    t.fire_count_12m, t.fire_count_prev_12m, t.death_count_12m, t.direct_loss_yuan_12m,
    s.expected_fire_count, s.expected_low, s.expected_high,
    s.grade_code, {{ label('risk_grade', 's.grade_code') }} as grade_name,
    -- a rank among one (the province, 大柴旦 beside the counties) says nothing
    if(s.listed > 1, s.rank_low, null) as rank_low, if(s.listed > 1, s.rank_high, null) as rank_high,
    {{ rank_text('s.rank_low', 's.rank_high', 's.listed') }} as rank_text
from {{ ref('topic_region') }} t
cross join labels
left join high h on h.region_code = t.region_code
left join scored s on s.region_code = t.region_code
