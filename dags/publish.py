"""Airflow DAG: tested marts → one publication of the wall."""

from dags.blocks import after, command, stage
from dags.wiring import text, wiring

here = wiring()

with stage(here, "publish", after(here, "gold/marts"), tier=1) as dag:
    command(here, "publish", "publish", title=text("task_publish"), owner=text("dag_owner"), emits="wall", pool="wall", hours=0.5)
