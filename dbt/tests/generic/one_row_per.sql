{# The grain: no two rows share the key. A null is a value of the key here, as region and cause may be unknown. #}
{% test one_row_per(model, key) %}
select {{ key | join(', ') }}, count(*) as row_count
from {{ model }}
group by {{ key | join(', ') }}
having count(*) > 1
{% endtest %}
