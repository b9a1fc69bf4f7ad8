-- Regions: what happened and what the risk model expects. Ranks are among regions of the same level.
with labels as ({{ label_maps('risk_grade') }})

select t.region_code, t.region_name, t.level_code, t.parent_code, t.prefecture_name, t.unit_count,
    coalesce(s.high_unit_count, 0) as high_unit_count,
    t.fire_count_12m, t.fire_count_prev_12m, t.death_count_12m, t.direct_loss_yuan_12m,
    s.expected_fire_count, s.expected_low, s.expected_high,
    s.grade_code, {{ label('risk_grade', 's.grade_code') }} as grade_name, s.rank_low, s.rank_high,
    {{ rank_text('s.rank_low', 's.rank_high', 'count(s.region_code) over (partition by t.level_code)') }} as rank_text
from {{ ref('topic_region') }} t
cross join labels
left join {{ newest_scores('region_risk') }} s on s.region_code = t.region_code
