-- 一企一档: one row per unit on the register at the end of the business day, with its building and enterprise.
with labels as (
    {{ label_maps('supervision_category', 'supervision_level', 'key_unit', 'industry', 'structure', 'fire_resistance',
                  'building_use', 'enterprise_status', 'credit_class') }}
),

history as (  -- the first day the register knew the unit
    select unit_id, min(_seen_from) as first_seen_at from {{ source('audited', 'unit') }} group by unit_id
)

select
    u.unit_id, u.unit_name, u.credit_code, u.address, u.region_code, r.region_name, r.prefecture_code,
    r.prefecture_name,
    u.org_code, o.org_name, o.detachment_name, u.longitude, u.latitude,
    u.category_code, {{ label('supervision_category', 'u.category_code') }} as category_name,
    u.supervision_level_code, {{ label('supervision_level', 'u.supervision_level_code') }} as supervision_level_name,
    u.key_unit_code, {{ label('key_unit', 'u.key_unit_code') }} as key_unit_name,
    u.industry_code, {{ label('industry', 'u.industry_code') }} as industry_name,
    {{ label('industry', 'left(u.industry_code, 1)') }} as industry_section_name,
    u.floor_area_m2, u.staff_count, u.opened_date, u.closed_date,
    coalesce({{ believed('u', 'closed_date') }} <= {{ as_of() }}, false) as is_closed,
    u.is_crowded, u.has_auto_alarm, u.has_sprinkler, u.is_networked,
    u.building_id, b.building_name, b.height_m, b.floor_count, b.underground_floor_count,
    b.floor_area_m2 as building_floor_area_m2, b.dwelling_count, b.built_year, b.exit_count, b.stair_count,
    b.structure_code, {{ label('structure', 'b.structure_code') }} as structure_name,
    b.fire_resistance_code, {{ label('fire_resistance', 'b.fire_resistance_code') }} as fire_resistance_name,
    b.use_code, {{ label('building_use', 'b.use_code') }} as use_name,
    b.has_auto_alarm as building_has_auto_alarm, b.has_sprinkler as building_has_sprinkler,
    e.enterprise_name, e.status_code as enterprise_status_code,
    {{ label('enterprise_status', 'e.status_code') }} as enterprise_status_name,
    e.registered_date, e.credit_class_code, {{ label('credit_class', 'e.credit_class_code') }} as credit_class_name,
    h.first_seen_at, u._seen_from as seen_from_at, e._seen_from as enterprise_seen_from_at,
    u._flags as flags, u._delivery_id as delivery_id
from {{ as_known('unit', cutoff()) }} u
cross join labels
join history h on h.unit_id = u.unit_id
left join {{ as_known('building', cutoff()) }} b on b.building_id = u.building_id
left join {{ as_known('enterprise', cutoff()) }} e on e.credit_code = u.credit_code
left join {{ ref('region_path') }} r on r.region_code = u.region_code
left join {{ ref('org_path') }} o on o.org_code = u.org_code
