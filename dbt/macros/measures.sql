{# One measure out of rows of (measure_code, period_code, value, previous_value): now, or its value a year before. #}
{% macro measure(code, period='12m', column='value') -%}
    coalesce(sum(s.{{ column }}) filter (where s.measure_code = '{{ code }}' and s.period_code = '{{ period }}'), 0)
{%- endmacro %}

{# The newest scores up to the business day: a `model.` table holds one run, but may be ahead of a day done again. #}
{% macro newest_scores(table) -%}
    (select * from {{ source('model', table) }} where struct(as_of_date, model_version) = (
        select max(struct(as_of_date, model_version)) from {{ source('model', table) }}
        where as_of_date <= date_add({{ as_of() }}, 1)))
{%- endmacro %}

{# A rank as people may read it: a range, and none where the range spans over half of the list. #}
{% macro rank_text(low, high, size) -%}
    case when {{ low }} is null or {{ high }} is null then null
        when 2 * ({{ high }} - {{ low }} + 1) > {{ size }} and {{ high }} > {{ low }} then '名次不可区分'
        when {{ low }} = {{ high }} then cast({{ low }} as string)
        else concat({{ low }}, '–', {{ high }}) end
{%- endmacro %}
