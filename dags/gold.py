"""Airflow DAG: audited silver → topics, tags and risk features → scores → marts, each with its dbt tests."""

from airflow.sdk import TaskGroup, chain

from dags.blocks import after, command, stage
from dags.wiring import text, wiring

here = wiring()

with stage(here, "gold", after(here, "audited"), tier=1) as dag:
    owner = text("dag_owner")
    with TaskGroup("gold", group_display_name=text("group_gold")):
        features = command(here, "features", "gold", "--select", "tag:before_risk", title=text("task_features"), owner=owner,
                           emits="gold/features")
        marts = command(here, "marts", "gold", "--select", "tag:after_risk", title=text("task_marts"), owner=owner,
                        emits="gold/marts")
    if here.scores:
        with TaskGroup("model", group_display_name=text("group_model")):
            risk = command(here, "risk", "risk", title=text("task_risk"), owner=text("risk_owner"), emits="model/risk")
        chain(features, risk, marts)
    else:
        chain(features, marts)
