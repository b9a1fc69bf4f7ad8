-- A region with those above it. A map area outside GB/T 2260 (level area) hangs below its prefecture like a county.
-- A region whose parent was not delivered, or is none, hangs where its digits say (GB/T 2260: two each for province,
-- prefecture and county), else below the province: a county must not drop out of every figure above for one bad cell.
with known as (select * from {{ known_by('region', cutoff()) }}),

region as (
    select k.* except (parent_code), coalesce(given.region_code, derived.region_code, province.region_code) as parent_code
    from known k
    left join known given on given.region_code = k.parent_code
    left join known derived on k.region_code rlike '^[0-9]{4}([1-9][0-9]|0[1-9])$'
        and derived.region_code = concat(substr(k.region_code, 1, 4), '00')
    left join known province on k.region_code rlike '^[0-9]{6}$'
        and province.region_code = nullif(concat(substr(k.region_code, 1, 2), '0000'), k.region_code)
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
