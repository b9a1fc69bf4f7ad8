-- What happened per local day, region and responsible organisation, one row per measure. Only sums, so that a county,
-- its prefecture and the province cannot disagree.
with fact as (
    select region_code, org_code, fire_date as day_date, explode(map('fire', 1, 'unit_fire', if(kind_code = '1', 1, 0),
        -- by today's rule on both sides of 2025-05-01
        'serious_fire', if(same_rule_grade_code in ('1', '2', '3'), 1, 0),
        'death', death_count, 'serious_injury', serious_injury_count, 'minor_injury', minor_injury_count,
        'direct_loss_yuan', direct_loss_yuan)) as (measure_code, amount)
    from {{ ref('topic_fire') }}
    union all
    select region_code, org_code, checked_date, explode(map('inspection', 1,
        'closed_inspection', if(closed_at is not null, 1, 0),
        'failed_inspection', if(result_code = '2', 1, 0))) as (measure_code, amount)
    from {{ ref('unit_inspection') }}
    union all
    select region_code, org_code, found_date,
        explode(map('violation', 1, 'closed_violation', if(is_open, 0, 1))) as (measure_code, amount)
    from {{ ref('topic_hazard') }}
    union all
    select region_code, org_code, occurred_date, explode(map('fire_alarm', 1,
        'verified_alarm', if(verdict_code is not null, 1, 0),
        'false_alarm', if(verdict_code = '2', 1, 0))) as (measure_code, amount)
    from {{ ref('unit_alarm') }} where alarm_kind_code = '1'
)

select day_date, region_code, org_code, measure_code, cast(sum(amount) as decimal(28, 2)) as amount
from fact
where amount <> 0
group by day_date, region_code, org_code, measure_code
