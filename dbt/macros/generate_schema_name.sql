{# The namespace prefixes every schema: tests and deployments share one server and never each other's tables. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ env_var('FIRELAKE_NAMESPACE') }}_{{ custom_schema_name or 'gold' }}
{%- endmacro %}
