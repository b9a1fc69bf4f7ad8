"""Named rules of every table: each broken by an example of `rules/<table>.py` and kept by its legal near miss."""

from importlib import import_module
from pathlib import Path

import pytest

EXAMPLES = {file.stem: import_module(f"tests.expectations.rules.{file.stem}")
            for file in sorted((Path(__file__).parent / "rules").glob("*.py"))}
CASES = [(table, number) for table, given in EXAMPLES.items() for number in range(len(given.CASES))]


def named(given, number: int) -> set[str]:
    """The rules a case is about."""
    return set(given.CASES[number][0].split())


@pytest.fixture(scope="module")
def shown(breaks):
    """shown(table) → per case the rules that LEGAL breaks with the example, and with the near miss."""
    known: dict[str, list] = {}

    def ask(table: str) -> list[tuple[set[str], set[str]]]:
        if table not in known:
            given = EXAMPLES[table]
            found = breaks(given.TABLE, *(given.LEGAL | change for _, *changes in given.CASES for change in changes))
            known[table] = list(zip(found[::2], found[1::2], strict=True))
        return known[table]

    return ask


@pytest.mark.parametrize("table, number", CASES, ids=[f"{t}-{EXAMPLES[t].CASES[n][0]}" for t, n in CASES])
def test_rule_is_broken_by_the_example_only(shown, table, number):
    assert shown(table)[number] == (named(EXAMPLES[table], number), set())


@pytest.mark.parametrize("table", EXAMPLES)
def test_every_rule_has_an_example(contracts, table):
    given = EXAMPLES[table]
    assert given.TABLE.endswith(f".{table}")
    assert set.union(*(named(given, n) for n in range(len(given.CASES)))) == set(contracts.tables[given.TABLE].rules)


def test_a_visit_that_is_not_closed_is_legal(breaks):
    given = EXAMPLES["inspection"]
    assert breaks(given.TABLE, given.LEGAL | {"closed_at": None, "result_code": None, "violation_count": None}) == [set()]
