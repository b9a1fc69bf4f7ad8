-- Regions with what happened in them in the twelve months of the figures; a prefecture includes its counties
-- and the province everything, also what has no known county.
with member as (select region_code as member_code, explode(path_codes) as region_code from {{ ref('region_path') }}),

summed as (
    select m.region_code, s.period_code, s.measure_code, s.value, s.previous_value
    from {{ ref('measure') }} s join member m on m.member_code = s.region_code
),

figure as (
    select s.region_code,
        {% for measure_code in ['unit', 'key_unit', 'open_violation', 'device', 'online_device'] -%}
        cast({{ measure(measure_code, 'now') }} as int) as {{ measure_code }}_count,
        {% endfor -%}
        {% for measure_code in ['fire', 'unit_fire', 'death', 'serious_injury', 'minor_injury', 'inspection',
                                'failed_inspection', 'violation', 'closed_violation', 'fire_alarm'] -%}
        cast({{ measure(measure_code) }} as int) as {{ measure_code }}_count_12m,
        {% endfor -%}
        cast({{ measure('fire', '12m', 'previous_value') }} as int) as fire_count_prev_12m,
        cast({{ measure('direct_loss_yuan') }} as decimal(18, 2)) as direct_loss_yuan_12m
    from summed s
    group by s.region_code
)

select r.region_code, r.region_name, r.level_code, r.parent_code, r.prefecture_code, r.prefecture_name, r.population,
    r.area_km2, r.is_statutory,
    {% for name in ['unit_count', 'key_unit_count', 'open_violation_count', 'device_count', 'online_device_count',
                    'fire_count_12m', 'fire_count_prev_12m', 'unit_fire_count_12m', 'death_count_12m',
                    'serious_injury_count_12m', 'minor_injury_count_12m', 'inspection_count_12m',
                    'failed_inspection_count_12m', 'violation_count_12m', 'closed_violation_count_12m',
                    'fire_alarm_count_12m'] -%}
    coalesce(f.{{ name }}, 0) as {{ name }},
    {% endfor -%}
    coalesce(f.direct_loss_yuan_12m, 0) as direct_loss_yuan_12m,
    cast(f.closed_violation_count_12m / nullif(f.violation_count_12m, 0) as double) as closed_violation_ratio_12m,
    cast(f.online_device_count / nullif(f.device_count, 0) as double) as online_device_ratio,
    cast(coalesce(f.fire_count_12m, 0) * 100000.0 / nullif(r.population, 0) as double) as fire_count_12m_per_100k
from {{ ref('region_path') }} r
left join figure f on f.region_code = r.region_code
