"""DAG files import Airflow, the standard library, PyYAML and the contract loader, and reading them loads nothing heavy."""

import ast
import os
import subprocess
import sys

from tests.dags.conftest import ROOT

HEAVY = {"pyspark", "pandas", "numpy", "great_expectations", "firelake", "cli", "models", "spark_jobs", "services", "simulator"}


def test_dag_files_import_only_what_they_may():
    allowed = {"airflow", "yaml", "dags", *sys.stdlib_module_names}
    broken = []
    for file in sorted((ROOT / "dags").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else (
                [f"{node.module}.{a.name}" for a in node.names] if isinstance(node, ast.ImportFrom) else [])
            broken += [f"{file.name}: {name}" for name in names
                       if name.split(".")[0] not in allowed and name != "expectations.contracts"]
    assert broken == []


def test_what_the_dags_load_of_ours_is_the_contract_loader_alone():
    program = "import sys; before = set(sys.modules)\nfrom dags import wiring; wiring.wiring()\n" \
              "print(*sorted({m.split('.')[0] for m in set(sys.modules) - before}))"
    found = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True,
                           env={**os.environ, "FIRELAKE_DEPLOYMENT": "qinghai"}).stdout.split()
    assert "expectations" in found
    assert sorted(HEAVY & set(found)) == []
