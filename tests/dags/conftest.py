"""Runs in Airflow's own environment, without a database: DAG files are read as the DAG processor reads them."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="firelake-airflow-")
atexit.register(shutil.rmtree, os.environ["AIRFLOW_HOME"], ignore_errors=True)
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
os.environ["AIRFLOW__CORE__DAG_DISCOVERY_SAFE_MODE"] = "False"

import pytest  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def read(monkeypatch):
    """Reads all DAGs of a deployment (a name or a folder): `read("qinghai")` → DagBag."""
    from airflow.dag_processing.dagbag import DagBag

    from dags import wiring
    from firelake.parts.airflow import POOLS

    def make(deployment: str, namespace: str | None = None) -> DagBag:
        monkeypatch.setenv("FIRELAKE_DEPLOYMENT", deployment)
        if namespace:
            monkeypatch.setenv("FIRELAKE_NAMESPACE", namespace)
        else:
            monkeypatch.delenv("FIRELAKE_NAMESPACE", raising=False)
        wiring.wiring.cache_clear()
        return DagBag(ROOT / "dags", known_pools=set(POOLS))

    yield make
    wiring.wiring.cache_clear()
