-- 一企一档, one page per unit: the register, what is known about it, its tags, its grade and why.
with tag as (
    select t.unit_id, array_join(sort_array(collect_list(d.tag_name)), '、') as tag_text,
        array_join(transform(sort_array(collect_list(struct(d.tag_name, t.assigned_date, t.evidence))),
            x -> concat(x.tag_name, '（自 ', x.assigned_date, '）：', x.evidence)), '\n') as tag_evidence_text
    from {{ ref('unit_tag') }} t join {{ ref('tag_definition') }} d on d.tag_code = t.tag_code
    group by t.unit_id
)

select u.unit_id, u.unit_name, u.credit_code, u.enterprise_name, u.enterprise_status_name, u.credit_class_name,
    u.registered_date, u.address, u.region_code, u.region_name, u.prefecture_name, u.org_code, u.org_name,
    u.detachment_name, u.longitude, u.latitude, u.category_name, u.supervision_level_name, u.key_unit_name,
    u.industry_name, u.industry_section_name, u.floor_area_m2, u.staff_count, u.opened_date, u.closed_date, u.is_closed,
    u.is_crowded, u.has_auto_alarm, u.has_sprinkler, u.is_networked,
    u.building_id, u.building_name, u.height_m, u.floor_count, u.underground_floor_count, u.building_floor_area_m2,
    u.dwelling_count, u.built_year, u.exit_count, u.stair_count, u.structure_name, u.fire_resistance_name, u.use_name,
    u.building_has_auto_alarm, u.building_has_sprinkler,
    c.inspection_count, c.last_checked_date, c.last_result_name, c.violation_count, c.open_violation_count,
    c.fire_count, c.last_fire_date, c.device_count, c.offline_device_count,
    c.fire_alarm_count_12m, c.true_alarm_count_12m, c.false_alarm_count_12m,
    t.tag_text, t.tag_evidence_text,
    s.grade_code, s.grade_name, s.score, s.likelihood, s.likelihood_low, s.likelihood_high, s.consequence_name,
    s.rank_text, s.reason_text, s.as_of_date as scored_date, s.model_version,
    u.seen_from_at, u.flags, u.delivery_id
from {{ ref('topic_unit') }} u
join {{ ref('unit_count') }} c on c.unit_id = u.unit_id
left join tag t on t.unit_id = u.unit_id
left join {{ ref('wall_unit_rank') }} s on s.unit_id = u.unit_id
