"""Who may go through the doors of the house, and what nobody's file may name."""

import ast
import re
from pathlib import Path

from tests.architecture.test_house import ORDER, ROOT, TRACKED, imported, sources

# The lakehouse is called by the runner; each of these others has a reason of its own.
CALLERS = {
    "spark_jobs/runner.py": "loads and audits",
    "spark_jobs/report.py": "reads counts and checksums, writes nothing",
    "spark_jobs/fetching/jdbc.py": "reads another database through the lake server, writes nothing",
    "spark_jobs/monthly/facts.py": "reads the figures of a month, writes nothing",
    "spark_jobs/rehearsal.py": "judges a file in a view of its own, writes nothing",
    "cli/publish.py": "reads gold for the serving database",
    "cli/gold.py": "reads the ledger for the business day, takes up tables of a killed build",
    "cli/risk.py": "reads features and hands scores to the lakehouse's own write_model",
    "cli/trial.py": "makes the trial's own tables, reads those of the lake",
    "simulator/checking/check.py": "compares silver with the simulator's truth, reads only",
    "simulator/checking/lake.py": "compares silver with the simulator's truth, reads only",
}
READS_ONLY = [name for name in CALLERS if name not in ("spark_jobs/runner.py", "cli/gold.py", "cli/risk.py", "cli/trial.py")]
WRITING = {"create", "take_up", "register", "insert", "replace", "delete", "merge", "point_view", "empty_view", "view",
           "clear", "write_model", "optimize"}
STDLIB_OR_YAML = {"expectations", "yaml", "__future__"}


def test_only_the_runner_and_named_others_open_the_lakehouse():
    found = {str(f.relative_to(ROOT)) for p in ORDER for f in sources(p)
             if any(name.startswith("spark_jobs.lakehouse") for name in imported(f))}
    assert found == set(CALLERS)


def test_bronze_has_one_writer():
    found = {str(f.relative_to(ROOT)) for p in ORDER for f in sources(p) if any(n.startswith("deltalake") for n in imported(f))}
    assert found == {"spark_jobs/bronze_table.py"}


def test_those_who_only_read_call_nothing_that_writes():
    wrong = []
    for name in READS_ONLY:
        for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING and (
                    getattr(node.func.value, "id", "") == "lake"):
                wrong.append(f"{name}:{node.lineno} {node.func.attr}")
    assert wrong == []


def test_every_method_that_writes_is_known_here():
    tree = ast.parse((ROOT / "spark_jobs" / "lakehouse.py").read_text("utf-8"))
    writes = re.compile(r"\b(create|alter|insert|delete|merge|drop|truncate|update|optimize|vacuum|restore)\b", re.I)
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            texts = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)
                     and n.value != ast.get_docstring(node, clean=False)]
            calls = {n.func.attr for n in ast.walk(node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
                     and getattr(n.func.value, "id", "") == "self"}
            if any(writes.match(t) for t in texts) or calls & {"insert", "replace"}:
                found.add(node.name)
    assert found - {"ensure_schemas"} == WRITING


def test_the_contract_loader_imports_the_standard_library_and_pyyaml():
    import sys

    seen, waiting = set(), ["expectations.contracts"]
    while waiting:
        module = waiting.pop()
        seen.add(module)
        for name in imported(ROOT / f"{module.replace('.', '/')}.py"):
            top = name.split(".")[0]
            assert top in STDLIB_OR_YAML | sys.stdlib_module_names, f"{module} imports {name}"
            if top == "expectations":
                parts = name.split(".")
                inner = next((".".join(parts[:n]) for n in (3, 2) if (ROOT / f"{'/'.join(parts[:n])}.py").is_file()), None)
                waiting += [inner] if inner and inner not in seen else []
    assert {"expectations.parse", "expectations.links", "expectations.model", "expectations.grammar"} <= seen


def test_the_injector_knows_no_contract():
    injector = sorted((ROOT / "simulator" / "injector").rglob("*.py"))
    assert len(injector) > 5
    strange = {(f.name, n) for f in injector for n in imported(f)
               if n.split(".")[0] in ORDER and not n.startswith("simulator.injector")}
    assert strange == set()


def test_no_place_stands_in_code():
    """What belongs to one deployment stands under deployments/, never in Python or SQL."""
    words = re.compile(r"toronto|rentsafe|多伦多", re.I)
    code = [f for f in TRACKED if f.endswith((".py", ".sql")) and not f.startswith("tests/") and (ROOT / f).is_file()]
    assert [f for f in code if words.search((ROOT / f).read_text("utf-8"))] == []


def test_every_module_says_what_it_is_for():
    silent = [str(f.relative_to(ROOT)) for p in ORDER for f in sources(p)
              if not ast.get_docstring(ast.parse(f.read_text("utf-8")))]
    assert silent == []


def test_tests_name_no_machine_either():
    paths = re.compile(r"(?<![\w./-])/(home|root|work|Users)/[a-z.]")
    tests = [f for f in TRACKED if f.startswith("tests/") and f.endswith((".py", ".sh", ".yml", ".sql")) and Path(ROOT / f).is_file()]
    assert [f for f in tests if f != "tests/architecture/test_house.py" and paths.search((ROOT / f).read_text("utf-8"))] == []
