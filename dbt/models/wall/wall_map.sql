-- Outlines of the regions, one row per part, with the figures of wall_region. Empty where the deployment has no map.
select m.region_code, m.part, m.ring, w.* except (region_code)
from {{ ref('map_ring') }} m
join {{ ref('wall_region') }} w on w.region_code = m.region_code
