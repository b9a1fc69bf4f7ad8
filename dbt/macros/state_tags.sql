{# Tags that follow from a register: key x tag whose condition the version of the end of the business day fulfils.
   `since_at` is when the condition began to hold without interruption by a version that breaks it.
   tags: {tag_code: [condition, evidence]}, both over alias `v`. #}
{% macro state_tags(table, key, tags) -%}
    select {{ key }}, tag_code, max_by(evidence, _seen_from) as evidence,
        coalesce(max(_seen_to) filter (where not holds), min(_seen_from)) as since_at
    from (
        select v.{{ key }}, v._seen_from, v._seen_to, stack({{ tags | length }}
            {%- for code, tag in tags.items() %},
            '{{ code }}', coalesce({{ tag[0] }}, false), {{ tag[1] }}
            {%- endfor %}) as (tag_code, holds, evidence)
        from {{ source('audited', table) }} v
        where v._seen_from <= {{ cutoff() }} and v.known_from <= {{ cutoff() }}
    )
    group by {{ key }}, tag_code
    having max_by(holds, _seen_from) and coalesce(max_by(_seen_to, _seen_from) > {{ cutoff() }}, true)
{%- endmacro %}
