"""Landing → bronze: the rows of accepted deliveries are taken in as text with their lineage.

What bronze holds is read from bronze itself, so a killed run is simply run again. A delivery whose as-of moved, and all
of them when the feed is read otherwise than before, are taken in again from landing.
"""

from __future__ import annotations

from spark_jobs.accept import ACCEPTED, State
from spark_jobs.bronze_table import BronzeTable
from spark_jobs.delivery import Delivery
from spark_jobs.intake import Intake


def load(table: BronzeTable, intake: Intake, states: dict[str, State], until) -> list[Delivery]:
    """Takes in the accepted deliveries with as-of up to `until` that bronze lacks, in one commit. Returns them."""
    accepted = {i: s.delivery for i, s in states.items() if s.status == ACCEPTED}
    have, otherwise = table.deliveries(), table.reading != intake.reading
    stale = [d.id for d in accepted.values() if d.id in have
             and (have[d.id] != d.as_of or otherwise) and intake.has_bytes(d)]
    new = [d for d in accepted.values() if d.id in stale or d.id not in have and d.as_of <= until]
    if new:
        table.put({d.id: (d.as_of, intake.staged(d)) for d in new})
    if otherwise:
        table.reading = intake.reading
    intake.clear([d for d in accepted.values() if d.id in have] + new)
    return [d for d in new if d.id not in stale]
