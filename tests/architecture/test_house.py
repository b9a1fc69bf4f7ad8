"""The rules of the house (docs/architecture.md), each read from the files themselves."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORDER = ("firelake", "expectations", "spark_jobs", "models", "simulator", "services", "cli")
MAY = {"firelake": set(), "expectations": {"firelake"}, "spark_jobs": {"firelake", "expectations"},
       "models": {"firelake", "expectations", "spark_jobs"}, "simulator": {"firelake", "expectations", "spark_jobs"},
       "services": {"firelake", "expectations", "spark_jobs"}, "cli": set(ORDER) | {"dags"}}
LONGEST = 250
ENGINE_WORDS = re.compile(r"\b(using delta|merge into|replace where|create or replace (table|view)|version as of \{|drop (table|schema)\b"
                          r"|update \S+ set\b)", re.I)
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def sources(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(file: Path) -> set[str]:
    """Dotted names a file imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def wrong_imports(package: str, files: list[Path]) -> list[str]:
    """Imports of our own packages that the order does not allow."""
    return [f"{file.name} imports {name}" for file in files for name in sorted(imported(file))
            if (top := name.split(".")[0]) in {*ORDER, "dags"} and top != package and top not in MAY[package]]


@pytest.mark.parametrize("package", [p for p in ORDER if (ROOT / p).is_dir()])
def test_imports_point_one_way(package):
    assert wrong_imports(package, sources(package)) == []


def test_an_import_the_wrong_way_is_found(tmp_path):
    (tmp_path / "late.py").write_text("def f():\n    from spark_jobs import runner\n")
    assert wrong_imports("expectations", [tmp_path / "late.py"]) == ["late.py imports spark_jobs.runner"]


def test_nobody_imports_the_command():
    others = [f for p in ORDER if p != "cli" for f in sources(p)] + sources("superset")
    assert [f.name for f in others if any(n.split(".")[0] == "cli" for n in imported(f))] == []


def test_only_the_lakehouse_writes_sql_of_the_engine():
    files = [f for p in ORDER for f in sources(p) if f.name != "lakehouse.py"]
    assert [str(f.relative_to(ROOT)) for f in files if _engine(f)] == []


def _engine(file: Path) -> bool:
    """Whether the file holds engine words in a text that is no docstring, in one that is not PostgreSQL's."""
    tree = ast.parse(file.read_text("utf-8"))
    docs = {id(n.body[0].value) for n in ast.walk(tree) if isinstance(n, (ast.Module, ast.ClassDef, ast.FunctionDef))
            and n.body and isinstance(n.body[0], ast.Expr)}
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs]
    return file.name != "publish.py" and any(ENGINE_WORDS.search(t) for t in texts)


def test_one_module_opens_sessions_of_the_engine():
    found = {str(f.relative_to(ROOT)) for p in ORDER for f in sources(p) if any(n.startswith("pyspark") for n in imported(f))}
    assert found == {"firelake/connect.py"}


@pytest.mark.parametrize("folder", ["dbt", "superset"])
def test_folders_named_like_a_package_are_none(folder):
    assert not any(name.startswith(f"{folder}/") and name.endswith("__init__.py") for name in TRACKED)


def test_the_name_of_a_silver_table_is_its_path_and_has_its_test():
    tables = [p.stem for p in (ROOT / "expectations" / "tables" / "silver").glob("*.yml")]
    with_rules = [t for t in tables if re.search(r"^rules:", _contract(t), re.M)]
    assert [t for t in with_rules if not (ROOT / f"tests/expectations/rules/{t}.py").is_file()] == []
    assert [t for t in tables if f"table: silver.{t}\n" not in _contract(t)] == []


def _contract(table: str) -> str:
    return (ROOT / "expectations" / "tables" / "silver" / f"{table}.yml").read_text("utf-8")


def test_no_file_is_too_long_to_read_at_one_sitting():
    lengths = {f: len((ROOT / f).read_text("utf-8").splitlines()) for f in TRACKED
               if f.endswith((".py", ".sql")) and (ROOT / f).exists()}
    assert {f: n for f, n in lengths.items() if n > LONGEST} == {}


def test_no_tracked_file_names_a_machine_or_a_registry():
    paths = re.compile(r"(?<![\w./-])/(home|root|work|Users)/[a-z.]")
    hosts = re.compile(r"https?://[^ ]*(pypi|pythonhosted|maven\.org|npmjs|golang|debian)")
    bad = []
    for name in TRACKED:
        file = ROOT / name
        if file.suffix in (".png", ".parquet", ".xlsx", ".gz") or not file.is_file() or name.startswith("tests/"):
            continue
        text = file.read_text("utf-8")
        bad += [name] if paths.search(text) or hosts.search(text) else []
    assert bad == []
