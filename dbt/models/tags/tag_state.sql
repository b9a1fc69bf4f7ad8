-- What the registers say about a unit, its building, its enterprise and its devices, one row per unit, tag and source
-- row, with the local day since when it has been so.
with unit_tag as (
    {{ state_tags('unit', 'unit_id', {
        'key_unit': ["v.key_unit_code is not null", "concat('重点单位类别 ', v.key_unit_code)"],
        'high_hazard_unit': ["v.category_code = '4'", "concat('监管类别 ', v.category_code)"],
        'crowded_place': ["v.is_crowded", "'登记为人员密集场所'"],
        'no_auto_alarm': ["not v.has_auto_alarm", "'登记为没有自动报警系统'"],
        'no_sprinkler': ["not v.has_sprinkler", "'登记为没有自动喷水灭火系统'"],
        'not_networked': ["v.has_auto_alarm and not v.is_networked", "'有自动报警系统，没有接入远程监控'"],
    }) }}
),

building_tag as (
    {{ state_tags('building', 'building_id', {
        'high_rise': ["v.height_m > if(v.use_code = '1', 27, 24)",
            "concat('建筑 ', v.building_id, ' 高 ', v.height_m, ' 米')"],
        'low_fire_resistance': ["v.fire_resistance_code in ('3', '4')",
            "concat('建筑 ', v.building_id, ' 耐火等级代码 ', v.fire_resistance_code)"],
        'combustible_structure': ["v.structure_code in ('3', '4', '6', '7')",
            "concat('建筑 ', v.building_id, ' 结构代码 ', v.structure_code)"],
        'old_building': ["v.built_year + 30 <= year(" ~ as_of() ~ ")",
            "concat('建筑 ', v.building_id, ' 建于 ', v.built_year, ' 年')"],
    }) }}
),

enterprise_tag as (
    {{ state_tags('enterprise', 'credit_code', {
        'licence_ended': ["v.status_code in ('2', '3')", "concat('主体 ', v.credit_code, ' 登记状态代码 ', v.status_code)"],
        'low_credit': ["v.credit_class_code = 'D'", "concat('主体 ', v.credit_code, ' 信用等级 ', v.credit_class_code)"],
    }) }}
),

device_tag as (
    {{ state_tags('alarm_device', 'device_id', {'offline_device': ["not v.is_online", "concat('设备 ', v.device_id)"]}) }}
),

device as (select device_id, unit_id from {{ as_known('alarm_device', cutoff()) }}),

-- A building or enterprise speaks for the unit only since the register knew the unit.
found as (
    select u.unit_id, t.tag_code, t.since_at, t.evidence, 'silver.unit' as source_table
    from unit_tag t join {{ ref('topic_unit') }} u on u.unit_id = t.unit_id
    union all
    select u.unit_id, t.tag_code, greatest(t.since_at, u.first_seen_at), t.evidence, 'silver.building'
    from building_tag t join {{ ref('topic_unit') }} u on u.building_id = t.building_id
    union all
    select u.unit_id, t.tag_code, greatest(t.since_at, u.first_seen_at), t.evidence, 'silver.enterprise'
    from enterprise_tag t join {{ ref('topic_unit') }} u on u.credit_code = t.credit_code
    union all
    select d.unit_id, t.tag_code, t.since_at, t.evidence, 'silver.alarm_device'
    from device_tag t join device d on d.device_id = t.device_id where d.unit_id is not null
)

select unit_id, tag_code, {{ local_date('since_at') }} as fact_date, evidence as fact_text, source_table from found
