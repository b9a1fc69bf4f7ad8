"""What the injector can do to a file, the contract sees: no cell can be damaged in a way that no rule and no audit is there for.

Only what is declared is compared here, in seconds; that it really ends so shows `tests/end_to_end/test_province.py`.
"""

from pathlib import Path

import pytest

from expectations.contracts import load
from simulator.checking.outcomes import Outcomes
from simulator.injector.cells import BOUNDED, CELL_KINDS, MUST_STAND
from simulator.injector.rows import POINTER
from simulator.injector.shapes import columns
from simulator.injector.sheet import parse
from simulator.sources import sources
from tests.simulator.conftest import manifests

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def contracts():
    return load(ROOT / "deployments" / "qinghai")


@pytest.fixture(scope="module")
def outcomes():
    return Outcomes(ROOT / "tests" / "end_to_end" / "outcomes.yml")


@pytest.mark.parametrize("table", sorted(sources()))
def test_a_damaged_cell_meets_a_rule(clean, contracts, outcomes, table):
    source, contract = sources()[table], contracts.tables[f"silver.{table}"]
    names = {header: column for column, (header, *_) in source.columns.items()}
    files = [(f, m) for f, m in manifests(clean / "deliveries") if m["feed"] == source.feed]
    folder, manifest = max(files, key=lambda one: one[1]["rows"])
    file = folder / manifest["files"][0]["name"]
    sheet = parse(file.name, file.read_bytes())
    missed = []
    for column in columns(sheet):
        name = names[column.header]
        for kind in CELL_KINDS.values():
            if kind.offers(column) and not _shown(contract, contract.columns[name], column, kind.name, outcomes):
                missed.append(f"{column.header} ({column.shape}): {kind.name}")
        audited = any(a["check"] == "references" and a["column"] == name for a in contract.audit)
        if not column.key and column.shape == "identifier" and POINTER.search(column.header) and sheet.one_per_row and not audited:
            missed.append(f"{column.header}: orphan_reference")
    assert not missed, "\n".join(missed)


def _shown(table, column, seen, kind: str, outcomes) -> bool:
    """Whether what the end demands is declared of the column."""
    if column.name in table.privacy and kind not in ("null_key", "null_required"):
        return True
    if kind == "out_of_range" and not BOUNDED.search(seen.header) or (
            kind == "null_required" and not (seen.full and MUST_STAND.search(seen.header))):
        return True
    said = outcomes.line(kind, table.short, column.name)
    if said is None:
        return False
    if isinstance(said, dict):
        said = said["else"]
    word, *rules = said.replace("{c}", column.name).split()
    return word not in ("flagged", "quarantined") or all(_declares(table, column, rule, word, kind) for rule in rules)


def _declares(table, column, rule: str, word: str, kind: str) -> bool:
    if rule in table.rules:
        return word != "quarantined" or table.rules[rule].severity == "quarantine"
    bound = column.minimum if kind in ("negative_number", "year_1900") else column.maximum
    has = {"type": column.type != "string", "range": bound is not None, "code": bool(column.codes), "required": column.required,
           "not_after": bool(column.not_after)}
    about = rule.removeprefix(f"{column.name}_")
    severity = column.outcome if about in ("type", "required") else column.unknown if about == "code" else column.severity
    return has.get(about, False) and (severity == "quarantine") == (word == "quarantined")
