-- Scored units with the range of their rank in the whole deployment and the reasons in words. Advice, not a penalty.
with labels as ({{ label_maps('risk_grade', 'consequence') }}),

scored as (
    select s.*, count(*) over () as list_size,
        array_join(transform(from_json(s.reasons, 'array<struct<text: string>>'), x -> x.text), '；') as reason_text
    from {{ newest_scores('fire_risk') }} s
)

select s.unit_id, u.unit_name, u.region_code, u.region_name, u.prefecture_name, u.org_code, u.org_name,
    s.grade_code, {{ label('risk_grade', 's.grade_code') }} as grade_name, s.score,
    s.likelihood, s.likelihood_low, s.likelihood_high,
    s.consequence_code, {{ label('consequence', 's.consequence_code') }} as consequence_name, s.index_score,
    s.rule_score,
    s.rank_low, s.rank_high, {{ rank_text('s.rank_low', 's.rank_high', 's.list_size') }} as rank_text,
    s.reason_text, s.as_of_date, s.model_version
from scored s
join {{ ref('topic_unit') }} u on u.unit_id = s.unit_id
cross join labels
