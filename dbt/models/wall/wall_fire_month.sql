-- Fires per local month, region, kind, cause and grade. `same_rule_grade_name` is the grade by today's limits and makes
-- one series across 2025-05-01; `grade_name` is what was reported.
select fire_month as month, region_code, prefecture_name, kind_name, cause_name, grade_name, same_rule_grade_name,
    cast(count(*) as int) as fire_count, cast(coalesce(sum(death_count), 0) as int) as death_count,
    cast(coalesce(sum(coalesce(serious_injury_count, 0) + coalesce(minor_injury_count, 0)), 0) as int) as injury_count,
    cast(coalesce(sum(direct_loss_yuan), 0) as decimal(18, 2)) as direct_loss_yuan
from {{ ref('topic_fire') }}
group by fire_month, region_code, prefecture_name, kind_name, cause_name, grade_name, same_rule_grade_name
