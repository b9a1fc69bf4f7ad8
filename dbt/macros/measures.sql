{# One measure out of rows of (measure_code, period_code, value, previous_value): now, or its value a year before. #}
{% macro measure(code, period='12m', column='value') -%}
    coalesce(sum(s.{{ column }}) filter (where s.measure_code = '{{ code }}' and s.period_code = '{{ period }}'), 0)
{%- endmacro %}

{# The periods of the figures and the same a year before: 12m twelve months, ytd since 1 January, now a stock. #}
{% macro periods() -%}
    select stack(3,
        '12m', date_add({{ year_before() }}, 1), {{ until() }}, date_add(add_months({{ until() }}, -24), 1), {{ year_before() }},
        'ytd', trunc({{ until() }}, 'YEAR'), {{ until() }}, trunc({{ year_before() }}, 'YEAR'), {{ year_before() }},
        'now', {{ as_of() }}, {{ as_of() }}, cast(null as date), cast(null as date)
    ) as (period_code, first_date, last_date, previous_first_date, previous_last_date)
{%- endmacro %}

{# What the registers of units and devices held at the end of a local day: a row per record and measure, with its number. #}
{% macro register_measures(day) -%}
    select u.region_code, u.org_code, 'silver.unit' as source_table, u.unit_id as record_id, u.unit_id, u.unit_name as record_text,
        u._delivery_id as delivery_id, explode(map('unit', 1, 'key_unit', if(u.key_unit_code is not null, 1, 0),
        'networked_unit', if(u.is_networked, 1, 0))) as (measure_code, number)
    from {{ as_known('unit', day_end(day)) }} u
    where coalesce({{ believed('u', 'closed_date') }} > {{ day }}, true)
    union all
    select coalesce(d.region_code, u.region_code), u.org_code, 'silver.alarm_device', d.device_id, d.unit_id, u.unit_name,
        d._delivery_id, explode(map('device', 1, 'online_device', if(d.is_online, 1, 0))) as (measure_code, number)
    from {{ as_known('alarm_device', day_end(day)) }} d
    left join {{ as_known('unit', day_end(day)) }} u on u.unit_id = d.unit_id
{%- endmacro %}

{# Joins that `known_place` needs, for an alias with region_code and org_code. #}
{% macro join_known_places(alias) -%}
{% for path, code, is_top in [('region_path', 'region_code', "level_code = 'province'"),
                              ('org_path', 'org_code', "org_level_code = '1'")] -%}
left join {{ ref(path) }} known_{{ code }} on known_{{ code }}.{{ code }} = {{ alias }}.{{ code }}
cross join (select min({{ code }}) as code from {{ ref(path) }} where {{ is_top }}) top_{{ code }}
{% endfor -%}
{%- endmacro %}

{# The region or organisation a row belongs to: its own when known, else the province or 总队; a place without one has none. #}
{% macro known_place(code) -%} coalesce(known_{{ code }}.{{ code }}, top_{{ code }}.code) {%- endmacro %}

{# The newest scores up to the business day: a `model.` table holds one run, but may be ahead of a day done again. #}
{% macro newest_scores(table) -%}
    (select * from {{ source('model', table) }} where struct(as_of_date, model_version) = (
        select max(struct(as_of_date, model_version)) from {{ source('model', table) }}
        where as_of_date <= date_add({{ as_of() }}, 1)))
{%- endmacro %}

{# The newest scores of units whose grade is 红 or 橙: what the wall counts as of high risk. #}
{% macro high_risk_units() -%}
    (select * from {{ newest_scores('fire_risk') }} where grade_code in ('1', '2'))
{%- endmacro %}

{# A rank as people may read it: a range, none where the range spans over half of the list, nor in a list of one. #}
{% macro rank_text(low, high, size) -%}
    case when {{ low }} is null or {{ high }} is null or {{ size }} < 2 then null
        when 2 * ({{ high }} - {{ low }} + 1) > {{ size }} and {{ high }} > {{ low }} then '名次不可区分'
        when {{ low }} = {{ high }} then cast({{ low }} as string)
        else concat({{ low }}, '–', {{ high }}) end
{%- endmacro %}
