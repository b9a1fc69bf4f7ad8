"""The fold and the reconciliation against the definition, for drawn sets of deliveries; many cases share one query."""

import datetime as dt
from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from expectations.model import Column
from spark_jobs import ledger, reconcile
from spark_jobs.accept import ACCEPTED, State
from spark_jobs.delivery import Delivery
from spark_jobs.fold import columns, fold
from spark_jobs.work import Work
from tests.spark_jobs import oracle
from tests.spark_jobs.making import contracts, feed, table
from tests.spark_jobs.oracle import Said, Sent

pytestmark = pytest.mark.lake
START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
COLUMNS = {"thing_id": "string", "size": Column("size", "int", maximum=8), "other": "int"}
TEXTS = {"1": (1, ()), "2": (2, ()), "9": (9, ("size_range",)), "x": (None, ("size_type",)), None: (None, ())}


class Lake:
    """Answers for the lake with queries in brackets: bronze is what was sent, silver a query."""

    def __init__(self, ask, bronze: dict[str, str], silver: str = ""):
        nothing = "(select cast(null as string) as _delivery_id where false)"
        self.ask, self.names = ask, bronze | {"silver.thing": f"({silver})", "quarantine.thing": nothing}

    def name(self, logical: str) -> str:
        return self.names[logical]

    def rows(self, query: str) -> list:
        from pyspark.sql import Row

        return [Row(**row) for row in self.ask(query)]


def moment(day: int) -> dt.datetime:
    return START + dt.timedelta(days=day)


def bronze(sent: list[Sent], texts: dict) -> str:
    """What was sent as a bronze table."""
    rows = [f"('{d.id}', timestamp '{moment(d.as_of):%Y-%m-%d %H:%M:%S}', 'a', {s.row}L, false, '{s.key}', "
            f"{_lit(texts[d.id, s.row][0])}, {_lit(texts[d.id, s.row][1])}, '{'gone' if s.gone else 'there'}')"
            for d in sent for s in d.rows]
    names = "_delivery_id, _as_of, _file, _row, _blanks, thing_id, size, other, state"
    return f"(select * from values {', '.join(rows or [EMPTY])} as t({names}){'' if rows else ' where false'})"


EMPTY = "('', timestamp '2024-01-01', '', 0L, false, '', cast(null as string), cast(null as string), '')"


def _lit(text) -> str:
    return "cast(null as string)" if text is None else f"'{text}'"


class Case:
    """One draw of deliveries under names of its own, so that many can be folded in one query."""

    def __init__(self, number: int, drawn: list[tuple]):
        self.sent, self.texts = [], {}
        for n, (feed_name, mode, day, scope, rows) in enumerate(drawn):
            name = f"c{number:03}-{(n * 7) % 13:02}{n:02}"
            said = []
            for row, (key, size, other, gone) in enumerate(rows, 1):
                value, flags = TEXTS[size]
                said.append(Said(row, f"{number}/{key}", (value, other), flags, gone))
                self.texts[name, row] = (size, other)
            self.sent.append(Sent(name, feed_name, mode, day, tuple(said), f"{number}/{scope}" if scope else str(number)))


FEW, MANY = 40, 400


def draw(rng: Random, feeds: dict[str, str], scopes: tuple, gone: float) -> list[tuple]:
    """Deliveries of the feeds {name: mode}; snapshots of one feed and scope have different as-ofs."""
    found, taken = [], set()
    for _ in range(rng.randint(1, 8)):
        name = rng.choice(list(feeds))
        day, scope = rng.randint(0, 6), rng.choice(scopes) if feeds[name] == "snapshot" else ""
        rows = [(rng.choice("AAB"), rng.choice(list(TEXTS)), rng.choice([None, 1]), rng.random() < gone)
                for _ in range(rng.randint(1, 4))]
        if feeds[name] != "snapshot" or (name, day, scope) not in taken:
            found.append((name, feeds[name], day, scope, rows))
            taken.add((name, day, scope))
    return found


def check(ask, into, feeds: dict[str, str], define, seed: int, scopes: tuple = ("",), gone: float = 0.15, many: int = FEW):
    """Rows and ends of many drawn cases at once."""
    rng = Random(seed)
    cases = [Case(n, draw(rng, feeds, scopes, gone)) for n in range(many)]
    sources = [feed(name, into, mode, names={c: (c,) for c in COLUMNS} | {"state": ("state",)},
                    target={"deleted_when": "state = 'gone'" if gone else None}) for name, mode in feeds.items()]
    sent = [d for case in cases for d in case.sent]
    texts = {k: v for case in cases for k, v in case.texts.items()}
    held = {f"bronze.{name}": bronze([d for d in sent if d.feed == name], texts) for name in feeds}
    states = {name: {d.id: State(Delivery(d.id, name, moment(d.as_of), moment(d.as_of), (), d.scope), ACCEPTED)
                     for d in sent if d.feed == name} for name in feeds}
    add = {name: list(ids) for name, ids in states.items()}
    every, want = contracts([into], sources), [define(case.sent) for case in cases]
    query = fold(into, Work(Lake(ask, held), every, into, states, add, []).sources())
    rows = ask(f"select * from ({query})")
    got = {n: [] for n in range(many)}
    for row in map(_shown, rows):
        got[int(row[0].split("/")[0])].append(row)
    wrong = [n for n in got if sorted(got[n], key=repr) != sorted(want[n].rows, key=repr)]
    simplest = min(wrong, key=lambda n: len(cases[n].sent), default=None)
    assert simplest is None, (cases[simplest].sent, sorted(got[simplest], key=repr), sorted(want[simplest].rows, key=repr))
    assert list(rows[0]) == columns(into)
    work = Work(Lake(ask, held, query), every, into, states, add, [])
    in_bronze = {name: {d.id: len(d.rows) for d in sent if d.feed == name} for name in feeds}
    entries = {e["delivery_id"]: e for e in reconcile.entries(work, states, in_bronze, {}, work.count(add))}
    ends = {i: +Counter({t: e[t] for t in ("loaded", "unchanged", "superseded")}) for i, e in entries.items()}
    wanted = {name: +found for silver in want for name, found in silver.ends.items()}
    odd = [(next(case.sent for case in cases if i in {d.id for d in case.sent}), ends[i], wanted[i])
           for i in wanted if ends[i] != wanted[i]]
    assert not odd, min(odd, key=lambda o: len(o[0]))
    assert [e for e in entries.values() if ledger.balance(e)] == []


def _shown(row: dict) -> tuple:
    def day(name: str):
        return None if row.get(name) is None else (row[name] - START.replace(tzinfo=None)).days

    return (row["thing_id"], (row["size"], row["other"]), tuple(filter(None, row["_flags"].split("|"))), row["_delivery_id"],
            row["_row"], day("_as_of"), day("known_from"), day("_seen_from"), day("_seen_to"), tuple(row.get("_others") or ()))


def drawn(test):
    """A seed drawn anew in every run; `full` takes more of them, with more cases of each."""
    loops = [pytest.param(1, FEW, id="few"), pytest.param(4, MANY, id="many", marks=pytest.mark.full)]

    @pytest.mark.parametrize("seeds, many", loops)
    @settings(deadline=None, phases=[Phase.generate], database=None, max_examples=1,
              suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(seed=st.integers(0, 2**32))
    def wrapped(ask, seeds, many, seed):
        for step in range(seeds):
            test(ask, seed + step, many)

    return wrapped


@drawn
def test_snapshots_become_versions(ask, seed, many):
    check(ask, table(columns=COLUMNS), {"test.a": "snapshot"}, oracle.known_snapshots, seed, ("", "x", "it's"), many=many)


@drawn
def test_increments_become_versions(ask, seed, many):
    feeds = {"test.a": "increment", "test.b": "increment"}
    check(ask, table(columns=COLUMNS), feeds, oracle.known_increments, seed, many=many)


@drawn
def test_the_first_statement_of_an_event_stays(ask, seed, many):
    feeds = {"test.a": "events", "test.b": "events"}
    check(ask, table(columns=COLUMNS, history="events"), feeds, oracle.events, seed, gone=0, many=many)


@drawn
def test_one_feed_of_reference_data(ask, seed, many):
    check(ask, table(columns=COLUMNS, history="latest"), {"test.a": "snapshot"}, lambda sent: oracle.latest(sent, ["test.a"]),
          seed, ("", "x"), many=many)


@drawn
def test_several_feeds_of_one_row_in_order_of_trust(ask, seed, many):
    into = table(columns=COLUMNS, history="latest", trust=("test.b", "test.a"))
    feeds = {"test.a": "increment", "test.b": "snapshot", "test.c": "increment"}
    check(ask, into, feeds, lambda sent: oracle.latest(sent, ["test.b", "test.a", "test.c"]), seed, ("", "x"), many=many)


def test_who_forgot_that_an_as_of_was_applied_would_be_wrong():
    """The example of the definition: A at 1 and 3, then B for 2."""
    silver = oracle.known_snapshots([Sent(f"d{day}", "f", "snapshot", day, (Said(1, "K", (value,)),))
                                     for day, value in ((1, "A"), (3, "A"), (2, "B"))])
    assert [(r[1], r[7], r[8]) for r in silver.rows] == [(("A",), 1, 2), (("B",), 2, 3), (("A",), 3, None)]
