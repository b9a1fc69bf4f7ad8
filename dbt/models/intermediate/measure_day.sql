-- What happened per local day, region and responsible organisation, one row per measure. Only sums, so that a county,
-- its prefecture and the province cannot disagree. `amount_then` is what the same facts had come to a year before the
-- business day: a case that took two years to close was open then, else last year would always look better closed.
{% set was_closed = local_date('closed_at') ~ ' <= ' ~ year_before() -%}
{% set was_verified = "(verdict_code is not null and coalesce(" ~ local_date('verdict_at') ~ " <= " ~ year_before() ~ ", true))" -%}
with fact as (
    select region_code, org_code, fire_date as day_date, measure_code, amount, amount as amount_then
    from (
        select region_code, org_code, fire_date, explode(map('fire', 1, 'unit_fire', if(kind_code = '1', 1, 0),
            -- by today's rule on both sides of 2025-05-01
            'serious_fire', if(same_rule_grade_code in ('1', '2', '3'), 1, 0),
            'death', death_count, 'serious_injury', serious_injury_count, 'minor_injury', minor_injury_count,
            'direct_loss_yuan', direct_loss_yuan)) as (measure_code, amount)
        from {{ ref('topic_fire') }})
    union all
    select region_code, org_code, checked_date, inline(array(
        struct('inspection', 1, 1),
        struct('closed_inspection', if(closed_at is not null, 1, 0), if({{ was_closed }}, 1, 0)),
        struct('failed_inspection', if(result_code = '2', 1, 0), if(result_code = '2' and {{ was_closed }}, 1, 0))))
    from {{ ref('unit_inspection') }}
    union all
    select region_code, org_code, found_date, inline(array(
        struct('violation', 1, 1),
        struct('closed_violation', if(is_open, 0, 1), if(closed_date <= {{ year_before() }}, 1, 0))))
    from {{ ref('topic_hazard') }}
    union all
    select region_code, org_code, occurred_date, inline(array(
        struct('fire_alarm', 1, 1),
        struct('verified_alarm', if(verdict_code is not null, 1, 0), if({{ was_verified }}, 1, 0)),
        struct('false_alarm', if(verdict_code = '2', 1, 0), if(verdict_code = '2' and {{ was_verified }}, 1, 0))))
    from {{ ref('unit_alarm') }} where alarm_kind_code = '1'
)

select day_date, region_code, org_code, measure_code, cast(sum(amount) as decimal(28, 2)) as amount,
    cast(sum(amount_then) as decimal(28, 2)) as amount_then
from fact
where amount <> 0 or amount_then <> 0
group by day_date, region_code, org_code, measure_code
