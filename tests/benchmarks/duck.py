"""The hand-written reference: one DuckDB query that does for this one table what the contracts do for any.

It types the columns, sets rows without key or time aside, replaces phone numbers by keyed hashes, keeps the last row of a
call in each delivery and says until when it held. It has no rules, flags, lineage or ledger and starts from nothing.
DuckDB reads UTF-8 (other encodings need an extension that is downloaded), so recoding the files belongs to its time.
"""

from __future__ import annotations

import codecs
from pathlib import Path

import duckdb

READ = """
create table said as
select 警情编号 as call_id,
    coalesce(try_strptime(接警时间, '%Y-%m-%d %H:%M:%S'), try_strptime(接警时间, '%Y/%-m/%-d %H:%M:%S')) - interval 8 hours
        as received_at,
    警情类型 as category_code, 报警来源 as source_code, 行政区划代码 as region_code, 责任区大队代码 as org_code,
    首到消防站代码 as station_code, nullif(trim(警情地址), '') as address, try_cast(经度 as double) as longitude,
    try_cast(纬度 as double) as latitude, case 是否发生火灾 when '1' then true when '2' then false end as is_fire,
    't:' || sha256('key' || 报警电话)[:32] as caller_phone,
    last_day(strptime(regexp_extract(filename, '_(\\d{4}-\\d{2})\\.', 1), '%Y-%m')) as as_of
from read_csv($files, header = true, all_varchar = true, filename = true)
"""
FOLD = """
create table alarm_call as
select *, lead(as_of) over (partition by call_id order by as_of) as seen_to from (
    select * from said where call_id is not null and received_at is not null
    qualify row_number() over (partition by call_id, as_of) = 1)
"""


def load(files: list[Path], encoding: str, folder: Path) -> int:
    """Files → a DuckDB table; its rows."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(folder / "lake.duckdb") as connection:
        connection.execute(READ, {"files": [str(_recoded(file, encoding, folder)) for file in files]})
        connection.execute(FOLD)
        return connection.execute("select count(*) from alarm_call").fetchone()[0]


def _recoded(file: Path, encoding: str, folder: Path) -> Path:
    target = folder / file.name
    with codecs.open(file, "r", encoding) as source, codecs.open(target, "w", "utf-8") as text:
        while part := source.read(1 << 24):
            text.write(part)
    return target
