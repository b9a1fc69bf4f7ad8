"""Bronze rows become typed rows with flags, rows set aside, rows outside, and rows that are one."""

import json

import pytest

from expectations.expressions import ExpressionError
from expectations.model import Codes, Column, Mapping, Rule
from spark_jobs.stage import folded_stage, stage
from spark_jobs.typing import quoted
from tests.spark_jobs.making import contracts, feed, table

pytestmark = pytest.mark.lake
KIND = Codes("kind", "种类", {"01": "甲", "02": "乙"})


@pytest.fixture
def staged(ask):
    """staged(table, feed, [texts of a row], folded=…) → rows as dicts, without lineage that nobody asks for."""

    def read(into, source, rows: list[dict], folded: bool = False, codes=None, functions=None) -> list[dict]:
        listed = []
        for n, row in enumerate(rows, 1):
            cells = [quoted(row[c]) if row.get(c) is not None else "cast(null as string)" for c in source.names]
            listed.append(f"({quoted(row.get('_delivery_id', 'd1'))}, timestamp '2024-06-30 15:59:59', 'a.csv', "
                          f"cast({row.get('_row', n)} as bigint), cast({row.get('_blanks', 'null')} as boolean), {', '.join(cells)})")
        names = ", ".join(f"`{c}`" for c in source.names)
        bronze = f"(select * from values {', '.join(listed)} as t(_delivery_id, _as_of, _file, _row, _blanks, {names}))"
        every = contracts([into], [source], codes={"kind": KIND} | (codes or {}), functions=functions)
        target = source.targets[into.name]
        query = stage(every, source, target, bronze)
        query = folded_stage(into, target, query, functions) if folded else query
        return ask(f"select * from ({query}) order by _delivery_id, _row")

    return read


def only(rows: list[dict], *names: str) -> list[tuple]:
    return [tuple(row[n] for n in names) for row in rows]


THING = table(columns={"thing_id": Column("thing_id", "string", required=True, is_key=True), "size": "int",
                       "kind": Column("kind", "string", codes="kind"),
                       "day": Column("day", "date", minimum="2000-01-01", not_after="as_of"),
                       "name": Column("name", "string", required=True, severity="flag", pattern="[^0-9]+")})
GOOD = {"thing_id": "A", "size": "1", "kind": "01", "day": "2024-05-01", "name": "甲"}


def test_blanks_of_every_kind_are_no_value(staged):
    dressed = {c: f" \u3000\t\u00a0{v}\u3000 \r\n" for c, v in GOOD.items()}
    empty = dict.fromkeys(GOOD, "\u3000 \t")
    rows = staged(THING, feed(into=THING), [dressed, empty])
    plain = staged(THING, feed(into=THING), [GOOD, {}])
    assert rows == plain
    assert only(rows, "thing_id", "_aside", "_flags") == [("A", "", ""), (None, "thing_id_required", "name_required")]


def test_one_blank_at_one_end_of_one_text_is_enough(staged):
    kinds = (" ", "\u3000", "\t", "\u00a0", "\n", "\r", " \t ")
    rows = staged(THING, feed(into=THING), [{"thing_id": "A", "name": name} for k in kinds for name in (f"甲{k}", f"{k}甲")])
    assert [row["name"] for row in rows] == ["甲"] * 14


@pytest.mark.parametrize("blanks, name", [("true", "甲"), ("null", "甲"), ("false", "\u3000甲")])
def test_a_row_is_trimmed_of_rare_blanks_unless_it_is_known_to_hold_none(staged, blanks, name):
    rows = staged(THING, feed(into=THING), [GOOD | {"name": " \u3000甲 ", "_blanks": blanks}])
    assert [row["name"] for row in rows] == [name]


def test_each_broken_rule_is_named_and_the_row_still_loads(staged):
    cases = {"": {}, "size_type": {"size": "约5"}, "kind_code": {"kind": "99"}, "day_type": {"day": "2024-02-30"},
             "day_range": {"day": "1999-12-31"}, "day_not_after": {"day": "2024-07-01"}, "name_required": {"name": ""},
             "name_pattern": {"name": "甲1"}, "size_type|kind_code": {"size": "x", "kind": "y"}}
    rows = staged(THING, feed(into=THING), [GOOD | change for change in cases.values()])
    assert [row["_flags"] for row in rows] == list(cases)
    assert {row["_aside"] for row in rows} == {""}
    assert [json.loads(row["_raw"] or "{}") for row in rows] == [
        {}, {"size": "约5"}, {}, {"day": "2024-02-30"}, {}, {}, {}, {}, {"size": "x"}]
    assert rows[2]["kind"] == "99"


def test_bounds_belong_to_what_is_allowed(staged):
    rows = staged(THING, feed(into=THING), [GOOD | {"day": "2000-01-01"}, GOOD | {"day": "2024-06-30"}])
    assert only(rows, "_flags", "_aside") == [("", ""), ("", "")]


def test_a_row_set_aside_keeps_its_texts(staged):
    rows = staged(THING, feed(into=THING), [{**GOOD, "thing_id": None, "size": "x"}])
    assert only(rows, "_aside", "_flags") == [("thing_id_required", "size_type")]
    assert json.loads(rows[0]["_texts"]) == {"thing_id": None, "size": "x", "kind": "01", "day": "2024-05-01", "name": "甲"}
    assert staged(THING, feed(into=THING), [GOOD])[0]["_texts"] is None


@pytest.mark.parametrize("severity, flags, aside", [("flag", "odd", ""), ("quarantine", "", "odd")])
def test_rules_about_one_row_null_passes(staged, severity, flags, aside):
    into = table(rules={"odd": Rule("odd", "size % 2 = 1", severity)})
    rows = staged(into, feed(into=into), [{"thing_id": "A", "size": "1"}, {"thing_id": "B", "size": "2"}, {"thing_id": "C"}])
    assert only(rows, "_flags", "_aside") == [("", ""), (flags, aside), ("", "")]


def test_a_column_may_set_its_row_aside(staged):
    into = table(columns={"thing_id": "string", "size": Column("size", "int", required=True, minimum=1, severity="quarantine")})
    rows = staged(into, feed(into=into), [{"thing_id": "A", "size": s} for s in ("1", None, "x", "0")])
    assert [row["_aside"] for row in rows] == ["", "size_required", "size_type", "size_range"]


def test_a_rule_may_read_the_as_of_and_call_shared_functions(staged):
    into = table(columns={"thing_id": "string", "day": "date"},
                 rules={"recent": Rule("recent", "days_before(day, _as_of) <= 30")})
    functions = {"days_before": {"params": ["a", "b"], "sql": "datediff({b}, {a})"}}
    rows = staged(into, feed(into=into), [{"thing_id": "A", "day": "2024-05-31"}, {"thing_id": "B", "day": "2024-05-30"}],
                  functions=functions)
    assert [row["_flags"] for row in rows] == ["", "recent"]


def test_rows_outside_where_are_kept_apart(staged):
    source = feed(target={"where": "size is not null and size <> '0'"})
    rows = staged(table(), source, [{"thing_id": "A", "size": s} for s in ("1", "0", None)])
    assert [row["_kept"] for row in rows] == [True, False, False]


def test_lets_constants_alternatives_and_expressions(staged):
    into = table(columns={"thing_id": "string", "size": "int", "place": "string", "yes": "boolean", "text": "string"})
    source = feed(into=into, names={"a": ("a",), "b": ("b",), "c": ("c",)}, let={"joined": "concat(a, '-', b)"},
                  target={"let": {"longer": "concat(joined, '!')"}},
                  mappings={"thing_id": Mapping("thing_id", ("longer",)), "size": Mapping("size", ("b", "c")),
                            "place": Mapping("place", value="it's \\ here"), "yes": Mapping("yes", value=True),
                            "text": Mapping("text", expr="upper(a)")})
    rows = staged(into, source, [{"a": "x", "b": "1", "c": "2"}, {"a": "y", "b": None, "c": "3"}, {"a": "z", "b": "", "c": "4"}])
    assert only(rows, "thing_id", "size", "place", "yes", "text") == [
        ("x-1!", 1, "it's \\ here", True, "X"), (None, 3, "it's \\ here", True, "Y"), (None, 4, "it's \\ here", True, "Z")]


def test_a_window_that_looks_beyond_its_delivery_is_refused(staged):
    source = feed(let={"n": "row_number() over (partition by thing_id order by _row)"}, target={"where": "n = 1"})
    with pytest.raises(ExpressionError, match="窗口必须按 _delivery_id 分区"):
        staged(table(), source, [{"thing_id": "A"}])
    source = feed(let={"n": "row_number() over (partition by _delivery_id, thing_id order by _row)"}, target={"where": "n = 1"})
    rows = staged(table(), source, [{"thing_id": "A"}, {"thing_id": "A"}, {"thing_id": "A", "_delivery_id": "d2"}])
    assert [row["_kept"] for row in rows] == [True, False, True]


PAIRS = [("A", "1"), ("A", "2"), ("B", "5"), ("A", "x")]


def test_the_last_row_of_a_key_speaks_and_the_first_in_a_log(staged):
    rows = [{"thing_id": k, "size": s} for k, s in PAIRS] + [{"thing_id": "A", "size": "9", "_delivery_id": "d2"}]
    last = staged(table(), feed(), rows, folded=True)
    assert only(last, "_delivery_id", "_row", "_rank", "size") == [
        ("d1", 1, 3, 1), ("d1", 2, 2, 2), ("d1", 3, 1, 5), ("d1", 4, 1, None), ("d2", 5, 1, 9)]
    log = table(history="events")
    first = staged(log, feed(into=log), rows, folded=True)
    assert [row["_rank"] for row in first] == [1, 2, 1, 3, 1]


def test_rows_of_one_key_are_one_by_their_aggregates(staged):
    source = feed(target={"per_key": {"size": "cast(sum(size) + count(*) as int)"}})
    rows = staged(table(), source, [{"thing_id": k, "size": s} for k, s in PAIRS], folded=True)
    assert [(r["thing_id"], r["size"]) for r in rows if r["_rank"] == 1] == [("B", 6), ("A", 6)]
    with pytest.raises(ExpressionError, match="不允许的函数 rand"):
        staged(table(), feed(target={"per_key": {"size": "max(rand())"}}), [{"thing_id": "A"}], folded=True)


def test_a_statement_may_say_that_its_key_is_gone(staged):
    source = feed(target={"deleted_when": "size = '注销'"})
    rows = staged(table(), source, [{"thing_id": "A", "size": s} for s in ("注销", "1", None)])
    assert [row["_gone"] for row in rows] == [True, False, False]
