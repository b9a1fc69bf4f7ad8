{# The business day, and the last instant of it: what gold may know. #}
{% macro as_of() -%} date'{{ var('as_of') }}' {%- endmacro %}

{% macro cutoff() -%} {{ day_end(as_of()) }} {%- endmacro %}

{# The day with which the same period of last year ends. #}
{% macro year_before() -%} add_months({{ as_of() }}, -12) {%- endmacro %}

{# Last instant (UTC) of a local date. #}
{% macro day_end(date) -%} ({{ day_start("date_add(" ~ date ~ ", 1)") }} - interval 1 microsecond) {%- endmacro %}

{# First instant (UTC) of a local date. #}
{% macro day_start(date) -%} to_utc_timestamp(cast({{ date }} as timestamp), '{{ var('zone') }}') {%- endmacro %}

{# Local date of a UTC instant. #}
{% macro local_date(at) -%} to_date(from_utc_timestamp({{ at }}, '{{ var('zone') }}')) {%- endmacro %}

{# Whether a local date lies in the twelve months that end with the business day, `back` years earlier. #}
{% macro in_year(date, back=0) -%}
    ({{ date }} > add_months({{ as_of() }}, -12 - 12 * {{ back }})
     and {{ date }} <= add_months({{ as_of() }}, -12 * {{ back }}))
{%- endmacro %}

{# Whether a local date lies between 1 January and the business day, `back` years earlier (同比 of 今年以来). #}
{% macro in_year_to_date(date, back=0) -%}
    ({{ date }} >= trunc(add_months({{ as_of() }}, -12 * {{ back }}), 'YEAR')
     and {{ date }} <= add_months({{ as_of() }}, -12 * {{ back }}))
{%- endmacro %}

{# Local time of a UTC instant as people read it, to the minute. #}
{% macro local_time(at) -%}
    date_format(from_utc_timestamp({{ at }}, '{{ var('zone') }}'), 'yyyy-MM-dd HH:mm')
{%- endmacro %}
