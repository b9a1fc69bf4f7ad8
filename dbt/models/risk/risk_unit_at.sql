-- Unit x month start: the register entry, building, enterprise and region as known at that instant (L5). From the
-- second year of data on, so that every row has a year of history behind it. Units closed by then are no rows.
-- The last business day of a month completes what is known at the first instant of the next.
{% set morrow = "date_add(" ~ as_of() ~ ", 1)" %}
with start as (
    select trunc({{ local_date('min(at)') }}, 'MONTH') as month_date from (
        select min(fire_at) as at from {{ believable('fire') }} where known_from <= {{ cutoff() }}
        union all select min(checked_at) from {{ believable('inspection') }} i where {{ is_known('i', cutoff()) }})
),

month as (
    select as_of_date, {{ day_start('as_of_date') }} as at from (
        select explode(if(add_months(month_date, 12) <= {{ morrow }},
            sequence(add_months(month_date, 12), trunc({{ morrow }}, 'MONTH'), interval 1 month), array()
        )) as as_of_date
        from start)
),

-- Stations nearest first; a station counts from the day it was known.
station as (
    select longitude, latitude, sort_array(collect_list(struct(km, known_from))) as stations
    from (
        select p.longitude, p.latitude, s.known_from, round({{ kilometres('p', 's') }}, 3) as km
        from (select distinct longitude, latitude from {{ believable('unit') }}
              where longitude is not null and latitude is not null) p
        join {{ believable('station') }} s on s.longitude is not null and s.latitude is not null)
    group by longitude, latitude
)

select
    u.unit_id, m.as_of_date, m.at, u.region_code, u.org_code,
    u.category_code, u.supervision_level_code, u.key_unit_code, u.key_unit_code is not null as is_key_unit,
    u.industry_code, left(u.industry_code, 1) as industry_section, u.floor_area_m2, u.staff_count,
    cast(datediff(m.as_of_date, u.opened_date) / 365.25 as double) as unit_age_years,
    u.is_crowded, u.has_auto_alarm, u.has_sprinkler, u.is_networked,
    year(m.as_of_date) - b.built_year as building_age_years, b.height_m, b.floor_count, b.underground_floor_count,
    b.floor_area_m2 as building_floor_area_m2, b.dwelling_count, b.structure_code, b.fire_resistance_code, b.use_code,
    b.has_auto_alarm as building_has_auto_alarm, b.has_sprinkler as building_has_sprinkler, b.exit_count, b.stair_count,
    e.status_code as enterprise_status_code, e.credit_class_code,
    cast(datediff(m.as_of_date, e.registered_date) / 365.25 as double) as enterprise_age_years,
    r.population / nullif(r.area_km2, 0) as population_density,
    get(filter(s.stations, x -> x.known_from <= m.at), 0).km as station_distance_km
from month m
join {{ believable('unit') }} u
    on {{ is_known('u', 'm.at') }} and coalesce(u.closed_date > m.as_of_date, true)
left join {{ believable('building') }} b on b.building_id = u.building_id and {{ is_known('b', 'm.at') }}
left join {{ believable('enterprise') }} e on e.credit_code = u.credit_code and {{ is_known('e', 'm.at') }}
left join {{ believable('region') }} r on r.region_code = u.region_code and r.known_from <= m.at
left join station s on s.longitude = u.longitude and s.latitude = u.latitude
