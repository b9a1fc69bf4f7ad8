{# Great-circle distance in km between two aliases with longitude and latitude in degrees (WGS84). #}
{% macro kilometres(a, b) -%}
    12742.0176 * asin(sqrt(least(1, pow(sin(radians({{ b }}.latitude - {{ a }}.latitude) / 2), 2)
        + cos(radians({{ a }}.latitude)) * cos(radians({{ b }}.latitude))
        * pow(sin(radians({{ b }}.longitude - {{ a }}.longitude) / 2), 2))))
{%- endmacro %}
