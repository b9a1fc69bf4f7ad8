-- A region with those above it. A map area outside GB/T 2260 (level area) hangs below its prefecture like a county.
-- A code whose parent was not delivered hangs where its digits say (GB/T 2260: two each for province, prefecture and
-- county): a county must not drop out of its prefecture's figures for an empty cell.
with region as (
    select * except (parent_code), coalesce(parent_code, case
        when region_code rlike '^[0-9]{4}00$' then nullif(concat(substr(region_code, 1, 2), '0000'), region_code)
        when region_code rlike '^[0-9]{6}$' then concat(substr(region_code, 1, 4), '00') end) as parent_code
    from {{ known_by('region', cutoff()) }}
)

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
