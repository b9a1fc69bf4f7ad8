-- What happened per local day, region and responsible organisation, one row per measure. Only sums, so that a county,
-- its prefecture and the province cannot disagree.
select day_date, region_code, org_code, measure_code, cast(sum(amount) as decimal(28, 2)) as amount,
    cast(sum(amount_then) as decimal(28, 2)) as amount_then
from {{ ref('measure_fact') }}
where day_date is not null
group by day_date, region_code, org_code, measure_code
