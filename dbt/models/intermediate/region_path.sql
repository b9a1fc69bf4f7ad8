-- A region with those above it. A map area outside GB/T 2260 (level area) hangs below its prefecture like a county.
with region as (select * from {{ known_by('region', cutoff()) }})

select
    r.region_code, r.region_name, r.level_code, r.parent_code, r.population, r.area_km2, r.is_statutory,
    r.longitude, r.latitude,
    case 'prefecture' when r.level_code then r.region_code when p.level_code then p.region_code
        when g.level_code then g.region_code end as prefecture_code,
    case 'prefecture' when r.level_code then r.region_name when p.level_code then p.region_name
        when g.level_code then g.region_name end as prefecture_name,
    array_compact(array(r.region_code, p.region_code, g.region_code)) as path_codes
from region r
left join region p on p.region_code = r.parent_code
left join region g on g.region_code = p.parent_code and g.region_code <> r.region_code
