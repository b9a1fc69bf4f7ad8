{# Body of a one-row CTE with one map code -> label per code table; join it with `cross join labels`. #}
{% macro label_maps() -%}
    select {% for table in varargs %}
        map_from_entries(collect_list(struct(code, label)) filter (where code_table = '{{ table }}')) as {{ table }}
        {{- ',' if not loop.last }}{% endfor %}
    from {{ ref('code_label') }}
{%- endmacro %}

{# The label of a code; a code nobody knows is shown as it came. #}
{% macro label(table, code) -%} coalesce(labels.{{ table }}[{{ code }}], {{ code }}) {%- endmacro %}
