"""What stands on the wall: the marts of the newest publication, and whether the lake has moved on since."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from firelake import postgres
from firelake.messages import FirelakeError
from spark_jobs.marts import PUBLICATION, Mart


@dataclass(frozen=True)
class Published:
    """`day`: the business day of the figures; `frames`: mart → rows."""

    publication_id: int
    day: str
    frames: dict[str, pd.DataFrame]


def read(namespace: str, marts: dict[str, Mart]) -> Published:
    """The newest publication. FirelakeError when there is none."""
    from adbc_driver_postgresql import dbapi

    postgres.ensure(namespace)
    with dbapi.connect(postgres.uri(namespace)) as connection, connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'wall'")
        there = {name for (name,) in cursor.fetchall()}
        if PUBLICATION.name not in there:
            raise FirelakeError("trial_no_publication")
        cursor.execute(f"lock table wall.{PUBLICATION.name} in access share mode")  # no swap meanwhile
        frames = {}
        for name in sorted(there & set(marts)):
            cursor.execute(f'select * from wall."{name}"')
            frames[name] = cursor.fetch_arrow_table().to_pandas()
    about = frames[PUBLICATION.name].iloc[0]
    return Published(int(about["publication_id"]), str(about["as_of"]), frames)


def moved_on(published: Published, audited: dict[str, int]) -> list[str]:
    """Tables whose audited version is another than the one the wall shows. `audited`: table → when it passed last, in
    microseconds since 1970."""
    shown = published.frames["wall_quality"].groupby("table_name")["audited_version_at"].max()
    return sorted(name for name, at in shown.items() if audited.get(name) and (pd.isna(at) or at.value // 1000 != audited[name]))
