{# The business day, and the last instant of it: what gold may know. #}
{% macro as_of() -%} date'{{ var('as_of') }}' {%- endmacro %}

{% macro cutoff() -%} {{ day_end(as_of()) }} {%- endmacro %}

{# The day with which the periods of the figures end: the business day, or the last that a deployment's records tell of. #}
{% macro until() -%} date'{{ var('until', var('as_of')) }}' {%- endmacro %}

{# The business day a year before: what stands now is compared with it, and what had come of last year's cases by then. #}
{% macro last_year() -%} add_months({{ as_of() }}, -12) {%- endmacro %}

{# The day with which the same period of last year ends. #}
{% macro year_before() -%} add_months({{ until() }}, -12) {%- endmacro %}

{# Last instant (UTC) of a local date. #}
{% macro day_end(date) -%} ({{ day_start("date_add(" ~ date ~ ", 1)") }} - interval 1 microsecond) {%- endmacro %}

{# First instant (UTC) of a local date. #}
{% macro day_start(date) -%} to_utc_timestamp(cast({{ date }} as timestamp), '{{ var('zone') }}') {%- endmacro %}

{# Local date of a UTC instant. #}
{% macro local_date(at) -%} to_date(from_utc_timestamp({{ at }}, '{{ var('zone') }}')) {%- endmacro %}

{# Whether a local date lies in the twelve months that end with the business day. #}
{% macro in_year(date) -%} ({{ date }} > {{ last_year() }} and {{ date }} <= {{ as_of() }}) {%- endmacro %}

{# Local time of a UTC instant as people read it, to the minute. #}
{% macro local_time(at) -%}
    date_format(from_utc_timestamp({{ at }}, '{{ var('zone') }}'), 'yyyy-MM-dd HH:mm')
{%- endmacro %}
