"""The lake server reads what delta-rs wrote: by name, past a checkpoint, to the microsecond."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from spark_jobs.bronze_table import BronzeTable, made

pytestmark = pytest.mark.lake
START = dt.datetime(2026, 5, 31, 15, 59, 59, 999_999, dt.UTC)
MANY = 105  # commits; delta-rs writes a checkpoint of the log at the hundredth


def test_the_lake_server_reads_every_delivery_past_a_checkpoint(doors, tmp_path):
    from spark_jobs.lakehouse import Lakehouse

    doors("byname").enter()
    table, want = BronzeTable("test.thing", ["编号"], "r1"), []
    for n in range(MANY):
        as_of, staged = START + dt.timedelta(days=n), tmp_path / f"{n}.parquet"
        received = pa.array([as_of], pa.timestamp("us", "UTC"))
        pq.write_table(pa.table({"编号": [f"A{n}"], "_file": ["a.csv"], "_row": [1], "_received_at": received}), staged)
        table.put({f"d{n:03}": (as_of, staged)})
        want.append((f"d{n:03}", (as_of - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1), f"A{n}"))
    assert list((Path(table.place) / "_delta_log").glob("*.checkpoint*.parquet"))
    with Lakehouse.open() as lake:
        lake.register(made(["test.thing"]))
        lake.register(made(["test.thing"]))
        name = lake.name("bronze.test.thing")
        assert [tuple(r) for r in lake.rows(f"select _delivery_id, unix_micros(_as_of), `编号` from {name} order by 1")] == want
        assert lake.rows(f"select count(*) from {name} where _delivery_id in ('d007', 'd104')")[0][0] == 2
