{# What was known when. `_seen_from/_seen_to` is when a delivery said it, `known_from` when the fact could be known. #}

{# The version of a `history: known` row that was current at an instant. #}
{% macro is_known(alias, moment) -%}
    ({{ alias }}._seen_from <= {{ moment }} and {{ alias }}.known_from <= {{ moment }}
     and ({{ alias }}._seen_to is null or {{ alias }}._seen_to > {{ moment }}))
{%- endmacro %}

{# A `history: known` table as known at an instant: at most one row per key. #}
{% macro as_known(table, moment) -%}
    (select s.* from {{ source('audited', table) }} s where {{ is_known('s', moment) }})
{%- endmacro %}

{# A value that cannot be, outside its bounds or later than the delivery that names it, is unknown to every figure:
   nobody adds up 900,000,000 dead. Silver keeps and flags it. #}
{% macro believed(alias, column) -%}
    if({{ alias }}._flags rlike '(^|[|]){{ column }}_(range|not_after)([|]|$)', null, {{ alias }}.{{ column }})
{%- endmacro %}

{# A table with every impossible value unknown: a feature of -3 or 900,000,000 violations would steer inspections. #}
{% macro believable(table) -%}
    {%- set bounded = bounded_columns(table) -%}
    (select s.*{% if bounded %} except ({{ bounded | join(', ') }}){% endif %}
        {%- for column in bounded %}, {{ believed('s', column) }} as {{ column }}{% endfor %} from {{ source('audited', table) }} s)
{%- endmacro %}

{# When a believable fire was: silver keeps an undatable one only when somebody died, and it counts when the call came. #}
{% macro time_of_fire() -%} coalesce(fire_at, received_at, known_from) {%- endmacro %}

{# A `history: latest` or `events` table: the rows whose key was known at an instant, with their latest values. #}
{% macro known_by(table, moment) -%}
    (select s.* from {{ source('audited', table) }} s where s.known_from <= {{ moment }})
{%- endmacro %}
