-- Every declared feed and table: what came, what did not, what was refused, and whether gold still reads an old
-- version.
-- A feed is late when nothing has come for so many days before the business day as its periods and the agreed days allow; one that
-- has ended, while its last period is missing. One that never delivered is not late but not connected; `firelake arrivals` lists what it owes.
with delivery as (
    select feed, count(*) as delivery_count, count_if(state = 'held') as held_count,
        count_if(state = 'rejected') as rejected_count,
        max(as_of) filter (where state = 'accepted') as last_as_of, max(received_at) as last_received_at
    from {{ source('ops', 'delivery') }} where as_of <= {{ cutoff() }} or as_of is null group by feed
),

load as (  -- the last word about each delivery; a withdrawn one is no longer in the table
    select feed, table_name, sum(loaded) as loaded_count, sum(flagged) as flagged_count,
        sum(quarantined) as quarantined_count
    from (
        select *, row_number() over (partition by table_name, delivery_id order by loaded_at desc) as turn
        from {{ source('ops', 'load') }} where as_of <= {{ cutoff() }})
    where turn = 1 and action = 'load'
    group by feed, table_name
),

gate as (
    select table_name, max(audited_at) filter (where passed) as audited_version_at,
        max_by(passed, audited_at) as is_passed, max_by(failed_checks, audited_at) as failed_checks,
        max_by(blocking_since, audited_at) as blocking_since
    from {{ source('ops', 'gate') }} group by table_name
),

joined as (
    select f.*, d.delivery_count, d.held_count, d.rejected_count, d.last_as_of, d.last_received_at,
        l.loaded_count, l.flagged_count, l.quarantined_count,
        g.audited_version_at, g.failed_checks, g.blocking_since, coalesce(not g.is_passed, false) as is_blocked,
        coalesce(d.delivery_count > 0 and date_add(coalesce({{ local_date('d.last_as_of') }}, date'1970-01-01'),
                          f.late_after_days) < {{ as_of() }}
                      and coalesce({{ local_date('d.last_as_of') }} < f.last_owed_from, true), false) as is_late
    from {{ ref('feed_table') }} f
    left join delivery d on d.feed = f.feed
    left join load l on l.feed = f.feed and l.table_name = f.table_name
    left join gate g on g.table_name = f.table_name
)

select feed, table_name, concat(feed_title, ' → ', table_title) as title, last_as_of, last_received_at,
    {% for name in ['delivery_count', 'held_count', 'rejected_count', 'loaded_count', 'flagged_count',
                    'quarantined_count'] -%}
    coalesce({{ name }}, 0) as {{ name }},
    {% endfor -%}
    audited_version_at, is_blocked or is_late as is_stale,
    case when is_blocked then blocking_since when is_late then last_as_of end as stale_since,
    nullif(concat_ws('；', if(is_blocked, concat('审核未通过：', coalesce(failed_checks, '')), null),
        if(is_late, if(last_as_of is null, '投递都没有被接收', concat('最近一次数据截至 ', {{ local_date('last_as_of') }})), null)), '')
        as stale_reason
from joined
