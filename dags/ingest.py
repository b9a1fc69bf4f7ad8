"""Airflow DAG: landed deliveries → bronze, one task per system that delivers."""

from airflow.sdk import TaskGroup, chain

from dags.blocks import clock, command, complete, stage
from dags.wiring import text, wiring

here = wiring()

with stage(here, "ingest", clock(here), tier=1) as dag:
    with TaskGroup("bronze", group_display_name=text("group_bronze")) as bronze:
        for system in here.systems:
            load = command(here, system.name, "run", "--system", system.name, title=system.title, owner=system.owner,
                           emits=f"bronze/{system.name}", always=bool(system.asked))
            if system.asked:
                chain(command(here, f"ask_{system.name}", "fetch", *system.asked, title=f"{text('task_ask')} · {system.title}",
                              owner=system.owner), load)
    chain(bronze, complete(here, "bronze"))
