"""Accept, hold, reject: the same end for every order of arrival."""

import dataclasses
import datetime as dt
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from firelake.messages import text
from spark_jobs.accept import LABEL, Receipt, judge
from spark_jobs.delivery import Delivery
from tests.spark_jobs.making import feed

START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
SNAPSHOT = feed(accept={"volume": [0.5, 2.0], "nulls": 0.2})
INCREMENT = feed(mode="increment", accept={"volume": [0.5, 2.0]})


def delivery(name: str, day: int, scope: str = "", revision: int = 0) -> Delivery:
    moment = START + dt.timedelta(days=day)
    return Delivery(name, "test.thing", moment, moment, (), scope, revision)


def receipt(rows: int = 100, nulls: float = 0.0, columns: tuple = ("thing_id", "size"), error=None) -> Receipt:
    return Receipt(rows, {"size": nulls}, columns, error)


def decision(kind: str, name: str, minute: int = 0) -> dict:
    at = dt.datetime(2024, 2, 1, 8, minute, tzinfo=dt.UTC).isoformat()
    return {"kind": kind, "delivery": name, "by": "王工", "reason": "已核实", "at": at}


def ends(source, arrived: dict[Delivery, Receipt], *decisions: dict) -> dict[str, str]:
    states = judge(source, list(arrived), {d.id: r for d, r in arrived.items()}, list(decisions))
    return {name: state.status for name, state in states.items()}


def words(source, arrived: dict[Delivery, Receipt], name: str, *decisions: dict) -> str:
    state = judge(source, list(arrived), {d.id: r for d, r in arrived.items()}, list(decisions))[name]
    return f"{text(LABEL[state.status])} {text(state.reason[0], **state.reason[1]) if state.reason else ''}".strip()


FIVE = {delivery(f"d{n}", n): receipt() for n in range(5)}


def test_a_jump_of_the_row_count_is_held_and_later_days_go_on():
    arrived = FIVE | {delivery("d5", 5): receipt(10), delivery("d6", 6): receipt(101)}
    assert ends(SNAPSHOT, arrived) == dict.fromkeys(("d0", "d1", "d2", "d3", "d4", "d6"), "accepted") | {"d5": "held"}
    assert words(SNAPSHOT, arrived, "d5") == "待人工 行数 10 超出近期常态 100 的允许范围（50–200），等待人工放行或撤回。"


def test_the_bounds_themselves_are_allowed():
    arrived = FIVE | {delivery("d5", 5): receipt(50), delivery("d6", 6): receipt(200)}
    assert set(ends(SNAPSHOT, arrived).values()) == {"accepted"}


def test_a_rise_of_the_empty_share_is_held():
    arrived = FIVE | {delivery("d5", 5): receipt(nulls=0.21), delivery("d6", 6): receipt(nulls=0.2)}
    assert ends(SNAPSHOT, arrived)["d6"] == "accepted"
    assert words(SNAPSHOT, arrived, "d5") == "待人工 列 size 的空值占比为 21%，近期常态为 0%，等待人工放行或撤回。"


def test_only_the_last_five_of_the_scope_tell_what_is_usual():
    small = {delivery(f"s{n}", n, "630102"): receipt(4) for n in range(3)}
    assert set(ends(SNAPSHOT, FIVE | small).values()) == {"accepted"}
    grown = {delivery(f"g{n}", 5 + n): receipt(int(100 * 1.2**n)) for n in range(8)}
    assert set(ends(SNAPSHOT, FIVE | grown).values()) == {"accepted"}


def test_a_release_accepts_and_tells_what_is_usual_from_then_on():
    arrived = FIVE | {delivery(f"e{n}", 5 + n): receipt(10) for n in range(4)}
    assert ends(SNAPSHOT, arrived, decision("release", "e0"))["e1"] == "held"
    released = [decision("release", f"e{n}") for n in range(3)]
    assert ends(SNAPSHOT, arrived, *released)["e3"] == "accepted"
    assert words(SNAPSHOT, arrived, "e0", *released) == "已接收 由 王工 于 2024-02-01T08:00:00 放行：已核实"


def test_a_retraction_makes_a_delivery_never_accepted():
    arrived = {delivery("d0", 0): receipt(10), delivery("d1", 1): receipt(100)}
    assert ends(SNAPSHOT, arrived) == {"d0": "accepted", "d1": "held"}
    assert ends(SNAPSHOT, arrived, decision("retract", "d0")) == {"d0": "retracted", "d1": "accepted"}
    assert words(SNAPSHOT, arrived, "d0", decision("retract", "d0")) == "已撤回 由 王工 于 2024-02-01T08:00:00 撤回：已核实"


def test_the_last_decision_counts():
    arrived = FIVE | {delivery("d5", 5): receipt(10)}
    release, retract = decision("release", "d5", 1), decision("retract", "d5", 2)
    assert ends(SNAPSHOT, arrived, release, retract)["d5"] == "retracted"
    assert ends(SNAPSHOT, arrived, decision("retract", "d5", 0), release)["d5"] == "accepted"


def test_what_cannot_be_read_is_rejected_also_when_released():
    arrived = FIVE | {delivery("d5", 5): receipt(error=("file_empty", {"file": "a.csv"}))}
    said = "已拒收 文件 a.csv 是空的（0 字节）。请对方重新导出并再次投递。"
    assert words(SNAPSHOT, arrived, "d5", decision("release", "d5")) == said


def test_a_newer_revision_replaces_and_falls_back_when_retracted():
    arrived = FIVE | {delivery("d4.2", 4, revision=2): receipt(90), delivery("d4.1", 4, revision=1): receipt(95)}
    assert {k: v for k, v in ends(SNAPSHOT, arrived).items() if "d4" in k} == {
        "d4": "replaced", "d4.1": "replaced", "d4.2": "accepted"}
    assert words(SNAPSHOT, arrived, "d4") == "已取代 已被更新的修订 d4.2 取代。"
    assert {k: v for k, v in ends(SNAPSHOT, arrived, decision("retract", "d4.2")).items() if "d4" in k} == {
        "d4": "replaced", "d4.1": "accepted", "d4.2": "retracted"}


def test_a_doubtful_revision_waits_and_the_older_one_stands():
    arrived = FIVE | {delivery("d4.1", 4, revision=1): receipt(9)}
    assert {k: v for k, v in ends(SNAPSHOT, arrived).items() if "d4" in k} == {"d4": "accepted", "d4.1": "held"}
    assert {k: v for k, v in ends(SNAPSHOT, arrived, decision("release", "d4.1")).items() if "d4" in k} == {
        "d4": "replaced", "d4.1": "accepted"}


def test_of_two_rivals_one_waits_until_a_person_chooses():
    arrived = FIVE | {delivery("d4b", 4): receipt(101)}
    assert words(SNAPSHOT, arrived, "d4b") == "待人工 与投递 d4 的范围和日期相同而内容不同，等待人工撤回其中一个。"
    without = ends(SNAPSHOT, arrived)
    assert ends(SNAPSHOT, arrived, decision("release", "d4b")) == without | {"d4": "held", "d4b": "accepted"}
    assert ends(SNAPSHOT, arrived, decision("retract", "d4")) == without | {"d4": "retracted", "d4b": "accepted"}
    both = [decision("release", "d4b", 1), decision("release", "d4", 2)]
    assert ends(SNAPSHOT, arrived, *both)["d4b"] == "held"


def test_increments_of_one_day_stand_beside_each_other():
    arrived = {delivery("a", 1): receipt(), delivery("b", 1): receipt(), delivery("c", 1, revision=1): receipt()}
    assert set(ends(INCREMENT, arrived).values()) == {"accepted"}


def test_a_change_of_header_is_reported():
    source = feed(format="csv")
    arrived = {delivery("d0", 0): receipt(), delivery("d1", 1): receipt(columns=("thing_id", "size", "note")),
               delivery("d2", 2): receipt(columns=("thing_id", "note", "SIZE")),
               delivery("d3", 3): receipt(columns=("note", "thing_id", "SIZE")), delivery("d4", 4): receipt(columns=())}
    assert [words(source, arrived, f"d{n}") for n in range(4)] == [
        "已接收", "已接收 表头与上次不同：新增 note；消失 —。",
        "已接收 表头与上次不同：新增 SIZE；消失 size。", "已接收 表头各列的顺序与上次不同。"]


CASES = st.lists(st.tuples(
    st.integers(0, 4), st.sampled_from(["", "x"]), st.integers(0, 2), st.sampled_from([10, 60, 100, 150]),
    st.sampled_from([0.0, 0.3]), st.sampled_from([None, ("file_empty", {"file": "a"})])), max_size=12)


@settings(max_examples=300, deadline=None)
@given(CASES, st.lists(st.tuples(st.sampled_from(["release", "retract"]), st.integers(0, 11), st.integers(0, 59)), max_size=5),
       st.booleans(), st.randoms(use_true_random=False))
def test_every_order_of_arrival_names_the_same_held_deliveries(cases, decided, snapshot, rng):
    source = SNAPSHOT if snapshot else INCREMENT
    arrived = {delivery(f"d{n}", day, scope, revision): receipt(rows, nulls, error=error)
               for n, (day, scope, revision, rows, nulls, error) in enumerate(cases)}
    decisions = sorted((decision(kind, f"d{n}", minute) for kind, n, minute in decided), key=lambda d: (d["at"], d["delivery"]))
    want = judge(source, list(arrived), {d.id: r for d, r in arrived.items()}, decisions)
    order = list(arrived.items())
    rng.shuffle(order)
    so_far: dict[Delivery, Receipt] = {}
    for one, seen in order:
        so_far[one] = seen
        got = judge(source, list(so_far), {d.id: r for d, r in so_far.items()}, decisions)
        assert set(got) == {d.id for d in so_far}
        assert {s.status for s in got.values()} <= set(LABEL)
        spoken = [(s.delivery.as_of, s.delivery.scope) for s in got.values() if s.status == "accepted"]
        assert not snapshot or len(spoken) == len(set(spoken)), "two snapshots speak for one scope and as-of"
    assert not order or got == want


def test_a_snapshot_that_comes_late_changes_what_was_usual_for_those_after_it():
    late = {delivery("d0", 0): receipt(10)}
    rest = {delivery(f"d{n}", n): receipt(100) for n in (1, 2)}
    assert ends(SNAPSHOT, rest) == {"d1": "accepted", "d2": "accepted"}
    assert ends(SNAPSHOT, rest | late) == {"d0": "accepted", "d1": "held", "d2": "held"}
    shuffled = list((rest | late).items())
    random.Random(3).shuffle(shuffled)
    assert ends(SNAPSHOT, dict(shuffled)) == ends(SNAPSHOT, rest | late)


def test_states_say_nothing_but_what_receipts_and_decisions_say():
    arrived = FIVE
    assert judge(SNAPSHOT, list(arrived), {}, []) == {}
    first = judge(SNAPSHOT, list(arrived), {d.id: r for d, r in arrived.items()}, [])
    assert {dataclasses.replace(s, delivery=None) for s in first.values()} == {
        dataclasses.replace(first["d0"], delivery=None)}


def test_a_file_of_a_month_is_compared_with_months_only():
    source = feed(mode="increment", accept={"volume": [0, 20], "month": [0.2, 5], "least": 25})
    rows = {f"thing_2024-0{n}.csv": 300 for n in (1, 2, 3, 4)} | {f"thing_2024-06-0{n}.csv": 10 for n in (1, 2, 3)}
    rows |= {"thing_2024-05.csv": 30, "thing_2024-05(1).csv": 300, "thing_2024-06-09.csv": 201, "thing_2024-06-10.csv": 200}
    arrived = [dataclasses.replace(delivery(name, day), files=({"name": name},)) for day, name in enumerate(sorted(rows))]
    states = judge(source, arrived, {n: receipt(count) for n, count in rows.items()}, [])
    assert {n for n, s in states.items() if s.status == "held"} == {"thing_2024-05.csv", "thing_2024-06-09.csv"}


def test_a_small_count_is_left_to_chance():
    source = feed(mode="increment", accept={"volume": [0.2, 5], "least": 25})
    arrived = dict.fromkeys(FIVE, receipt(2)) | {delivery("d5", 5): receipt(25), delivery("d6", 6): receipt(26)}
    assert {n for n, state in ends(source, arrived).items() if state == "held"} == {"d6"}
