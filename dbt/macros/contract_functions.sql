{# Derived from the contracts by `firelake gold --derive`; do not edit. #}

{# fire grade 1 特别重大, 2 重大, 3 较大, 4 一般 by the rule in force on the fire's local day; null when a criterion is unknown or the day lies before 条例493号 (2007-06-01, to confirm), whose predecessor of 1996 counted otherwise. For one rule over all years pass a fixed day. Any one criterion suffices. The limits of 受灾户 that the rule of 2025 adds are not published: they stand here when the client delivers them. The limits stand nowhere else. #}
{% macro fire_grade(day, deaths, serious, loss) -%}
(case
  when ({{ day }}) is null or ({{ deaths }}) is null or ({{ serious }}) is null or ({{ loss }}) is null then null
  when ({{ day }}) < date'2007-06-01' then null
  when ({{ deaths }}) >= 30 or ({{ serious }}) >= 100 then '1'
  when ({{ day }}) < date'2025-05-01' and ({{ loss }}) >= 100000000 then '1'
  when ({{ day }}) >= date'2025-05-01' and ({{ loss }}) >= 300000000 then '1'
  when ({{ deaths }}) >= 10 or ({{ serious }}) >= 50 then '2'
  when ({{ day }}) < date'2025-05-01' and ({{ loss }}) >= 50000000 then '2'
  when ({{ day }}) >= date'2025-05-01' and ({{ loss }}) >= 100000000 then '2'
  when ({{ deaths }}) >= 3 or ({{ serious }}) >= 10 then '3'
  when ({{ day }}) < date'2025-05-01' and ({{ loss }}) >= 10000000 then '3'
  when ({{ day }}) >= date'2025-05-01' and ({{ loss }}) >= 30000000 then '3'
  else '4'
end)
{%- endmacro %}
