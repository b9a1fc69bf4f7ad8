"""Airflow DAG: bronze → silver, one task per subject area; then the audit, which moves what gold may read."""

from airflow.sdk import TaskGroup, chain

from dags.blocks import after, command, stage
from dags.wiring import text, wiring

here = wiring()

with stage(here, "silver", after(here, "bronze"), tier=1) as dag:
    with TaskGroup("silver", group_display_name=text("group_silver")) as silver:
        for area in here.areas:
            command(here, area.name, "run", "--area", area.name, title=area.title, owner=area.owner, emits=f"silver/{area.name}")
    chain(silver, command(here, "audit", "audit", title=text("task_audit"), owner=text("dag_owner"), emits="audited"))
