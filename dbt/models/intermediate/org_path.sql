-- An organisation with those above it: 站, 大队, 支队, 总队.
with org as (select * from {{ known_by('fire_org', cutoff()) }})

select
    o.org_code, o.org_name, o.org_level_code, o.parent_code, o.region_code,
    case '2' when o.org_level_code then o.org_name when p.org_level_code then p.org_name
        when g.org_level_code then g.org_name end as detachment_name,
    array_compact(array(o.org_code, p.org_code, g.org_code, t.org_code)) as path_codes
from org o
left join org p on p.org_code = o.parent_code
left join org g on g.org_code = p.parent_code
left join org t on t.org_code = g.parent_code
