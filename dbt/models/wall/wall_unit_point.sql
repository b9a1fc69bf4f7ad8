-- Units in business with a position that can be, coloured by their newest grade.
select u.unit_id, u.unit_name, u.region_code, u.region_name, u.prefecture_name, u.org_code, u.longitude, u.latitude,
    s.grade_code, s.grade_name, s.score
from {{ ref('topic_unit') }} u
left join {{ ref('wall_unit_rank') }} s on s.unit_id = u.unit_id
where not u.is_closed and u.longitude is not null and u.latitude is not null
    and not coalesce(u.flags, '') rlike '(^|[|])(coordinates_in_province|(longitude|latitude)_range)([|]|$)'
