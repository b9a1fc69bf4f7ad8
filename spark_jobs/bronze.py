"""Landing → bronze: the rows of accepted deliveries are appended as text with their lineage.

What bronze holds is read from bronze itself (`_delivery_id`), so a killed run is simply run again. A delivery whose
as-of moved, and all of them when the feed is read otherwise than before, are taken in again from landing.
"""

from __future__ import annotations

import datetime as dt

from spark_jobs.accept import ACCEPTED, State
from spark_jobs.delivery import Delivery
from spark_jobs.intake import Intake

LINEAGE = {"_delivery_id": "string", "_as_of": "timestamp", "_file": "string", "_row": "bigint", "_received_at": "timestamp"}
READING = "firelake.reading"


def load(lake, intake: Intake, states: dict[str, State], until) -> list[Delivery]:
    """Appends the accepted deliveries with as-of up to `until` that bronze lacks, in one commit. Returns them."""
    table = f"bronze.{intake.feed.name}"
    texts = dict.fromkeys(intake.feed.names, "string")
    accepted = {i: s.delivery for i, s in states.items() if s.status == ACCEPTED}
    have, otherwise = {}, False
    if lake.exists(table):
        lake.add_columns(table, texts)
        have = _as_ofs(lake, table)
        otherwise = lake.properties(table).get(READING) != intake.reading
    else:
        lake.create(table, texts | LINEAGE, {READING: intake.reading}, new=True)
    stale = [d.id for d in accepted.values() if d.id in have
             and (have[d.id] != d.as_of or otherwise) and intake.has_bytes(d)]
    if stale:
        lake.delete(table, f"_delivery_id in ({', '.join(map(repr, stale))})")
    new = [d for d in accepted.values() if d.id in stale or d.id not in have and d.as_of <= until]
    if new:
        lake.expect(sum(intake.receipt(d).rows for d in new))
        lake.append_files(table, [str(intake.staged(d)) for d in new], [*intake.feed.names, *LINEAGE])
    if otherwise:
        lake.set_property(table, READING, intake.reading)
    intake.clear([d for d in accepted.values() if d.id in have] + new)
    return [d for d in new if d.id not in stale]


def _as_ofs(lake, table: str) -> dict[str, dt.datetime]:
    """Delivery id → the as-of its rows carry."""
    query = f"select _delivery_id, unix_micros(max(_as_of)) from {lake.name(table)} group by 1"
    start = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return {r[0]: start + dt.timedelta(microseconds=r[1]) for r in lake.rows(query)}
