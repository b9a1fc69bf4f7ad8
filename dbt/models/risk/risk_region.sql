-- Region x month start: weather of the 30 days and fires of the 12 months before, as known at that instant.
with spine as (
    select distinct region_code, as_of_date, at from {{ ref('risk_unit_at') }} where region_code is not null
),

weather as (
    select s.region_code, s.as_of_date, avg(w.avg_temperature_c) as avg_temperature_c_30d,
        min(w.min_temperature_c) as min_temperature_c_30d, max(w.max_wind_ms) as max_wind_ms_30d,
        avg(w.humidity_ratio) as avg_humidity_ratio_30d, sum(w.precipitation_mm) as precipitation_mm_30d
    from spine s
    join {{ believable('weather_day') }} w on w.region_code = s.region_code and w.known_from <= s.at
        and w.day_date >= date_sub(s.as_of_date, 30) and w.day_date < s.as_of_date
    group by s.region_code, s.as_of_date
),

fire as (
    select s.region_code, s.as_of_date, count(*) as fire_count
    from spine s
    join (select *, {{ local_date(time_of_fire()) }} as fire_date from {{ believable('fire') }}) f
        on f.region_code = s.region_code and f.known_from <= s.at
        and f.fire_date >= add_months(s.as_of_date, -12) and f.fire_date < s.as_of_date
    group by s.region_code, s.as_of_date
)

select s.region_code, s.as_of_date, cast(coalesce(f.fire_count, 0) as int) as region_fire_count_12m,
    w.avg_temperature_c_30d, w.min_temperature_c_30d, w.max_wind_ms_30d, w.avg_humidity_ratio_30d,
    w.precipitation_mm_30d
from spine s
left join fire f on f.region_code = s.region_code and f.as_of_date = s.as_of_date
left join weather w on w.region_code = s.region_code and w.as_of_date = s.as_of_date
