"""Monthly csv deliveries of alarm calls as a command centre sends them: GB18030, some dirt, some calls sent again.

The same number of rows gives the same bytes. 1 % of the rows write the time another way, 0.5 % have an unknown category,
0.1 % have no time (they must stand aside), 0.2 % stand twice, and 2 % are calls of the month before, sent again with a
corrected outcome.
"""

from __future__ import annotations

import codecs
from pathlib import Path

import duckdb

MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05")
REGIONS = ("630102", "630103", "630104", "630105", "630121", "630202", "630222", "632221", "632322", "632521", "632621",
           "632701", "632801", "632802")
HEADER = ("警情编号", "接警时间", "警情类型", "报警来源", "行政区划代码", "责任区大队代码", "首到消防站代码", "警情地址",
          "经度", "纬度", "是否发生火灾", "报警电话")
CALL = """
select 'JQ' || region || strftime(moment, '%Y%m%d') || lpad(call::varchar, 8, '0'),
    case when h % 1000 = 7 then null when h % 100 = 3 then strftime(moment, '%Y/%-m/%-d %H:%M:%S')
        else strftime(moment, '%Y-%m-%d %H:%M:%S') end,
    case when h % 200 = 11 then '99' else ['1', '2', '3', '4', '8', '9'][1 + h % 6] end, 1 + h // 8 % 5,
    region, region || '00', region[1:4] || lpad((1 + h // 64 % 9)::varchar, 4, '0'),
    ['人民路', '五四大街', '昆仑中路', '建国南路', '黄河路', '祁连路'][1 + h // 16 % 6] || 1 + h // 128 % 300 || '号' ||
        ['商铺', '小区', '宾馆', '仓库', '学校'][1 + h // 32 % 5],
    round(97 + h // 256 % 50000 / 10000, 6), round(34 + h // 512 % 40000 / 10000, 6),
    case when (h % 6 = 0 and h // 1024 % 3 = 0) != (call < n - 1) then 1 else 2 end,
    '13' || lpad((h // 4 % 1000000000)::varchar, 9, '0')
from (select n, call, (hash(call) >> 1)::bigint as h, $regions[1 + (hash(call + 1) % len($regions))::bigint] as region,
        $months[1 + call // $size]::timestamp + to_seconds((hash(call + 2) % 2400000)::bigint) as moment
    from (select n, case when n >= $size and n % 50 = 0 then n - $size + 1 when n % 500 = 9 then n - 1 else n end as call
        from range($first, $first + $size) r(n)))
order by n
"""


def deliver(count: int, folder: Path) -> list[Path]:
    """Writes `count` rows as five files into the folder; the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"alarm_call_{month}.csv" for month in MONTHS]
    for number, file in enumerate(files):
        _write(count // len(MONTHS), number, file)
    return files


def _write(size: int, number: int, file: Path) -> None:
    plain, draft = file.with_suffix(".utf8"), file.with_suffix(".draft")
    given = {"size": size, "first": number * size, "regions": list(REGIONS), "months": [f"{m}-01" for m in MONTHS]}
    with duckdb.connect() as connection:
        connection.register("calls", connection.execute(CALL, given).to_arrow_table().rename_columns(list(HEADER)))
        connection.execute(f"copy calls to '{plain}' (header)")
    with codecs.open(plain, "r", "utf-8") as source, codecs.open(draft, "w", "gb18030") as target:
        while part := source.read(1 << 24):
            target.write(part)
    plain.unlink()
    draft.rename(file)
