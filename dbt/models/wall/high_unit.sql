-- Units of grade 红 or 橙 by the newest scores, per region and organisation; one whose place is unknown counts for the
-- whole alone, so that the figure of the province is the length of the list.
select {{ known_place('region_code') }} as region_code, {{ known_place('org_code') }} as org_code,
    cast(count(*) as int) as unit_count
from {{ high_risk_units() }} s
{{ join_known_places('s') }}
group by {{ known_place('region_code') }}, {{ known_place('org_code') }}
