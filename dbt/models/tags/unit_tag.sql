-- Tags a unit wears at the end of the business day. A tag is assigned on the day its facts became enough, names its
-- latest three facts as evidence, and lapses on `valid_to_date` unless a new fact comes (null: the register decides).
with weighed as (
    select f.unit_id, f.tag_code, d.at_least, d.valid_days, f.source_table, f.fact_text,
        date_add(f.fact_date, d.after_days) as effect_date
    from {{ ref('tag_fact') }} f
    join {{ ref('tag_definition') }} d on d.tag_code = f.tag_code
    join {{ ref('topic_unit') }} u on u.unit_id = f.unit_id and not u.is_closed
    where date_add(f.fact_date, d.after_days) <= {{ as_of() }}
      and (d.within_days is null or f.fact_date > date_sub({{ as_of() }}, d.within_days))
),

gathered as (
    select unit_id, tag_code, at_least, valid_days, count(*) as fact_count,
        sort_array(collect_list(struct(effect_date, fact_text, source_table))) as facts
    from weighed
    group by unit_id, tag_code, at_least, valid_days
    having count(*) >= at_least
)

select unit_id, tag_code,
    facts[at_least - 1].effect_date as assigned_date,
    date_add(facts[fact_count - at_least].effect_date, valid_days) as valid_to_date,
    cast(fact_count as int) as fact_count,
    concat(array_join(transform(slice(reverse(facts), 1, 3), f -> f.fact_text), '；'),
           if(fact_count > 3, concat(' 等 ', fact_count, ' 项'), '')) as evidence,
    element_at(facts, -1).source_table as source_table
from gathered
