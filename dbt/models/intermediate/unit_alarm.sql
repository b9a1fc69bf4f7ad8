-- Alarms of networked devices as known at the end of the business day, with the unit the device stands in.
select
    a.device_id, a.occurred_at, a.alarm_kind_code, a.verdict_code, {{ believed('a', 'verdict_at') }} as verdict_at, a.received_at,
    {{ local_date('a.occurred_at') }} as occurred_date,
    hour(from_utc_timestamp(a.occurred_at, '{{ var("zone") }}')) as occurred_hour,
    d.unit_id, coalesce(d.region_code, u.region_code) as region_code, u.org_code, d.system_type_code,
    a._delivery_id as delivery_id
from {{ as_known('device_alarm', cutoff()) }} a
left join {{ as_known('alarm_device', cutoff()) }} d on d.device_id = a.device_id
left join {{ as_known('unit', cutoff()) }} u on u.unit_id = d.unit_id
where {{ local_date('a.occurred_at') }} <= {{ as_of() }}
